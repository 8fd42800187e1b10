import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Shared with public/theme.js, which sets the theme before the first paint. */
const STORAGE_KEY = 'lco-theme';
const listeners = new Set<() => void>();

/** The chosen theme; `system` unless the user chose. */
export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
    return 'system';
  }
}

/** Chooses a theme, shows it at once and remembers it. */
export function setTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // See readTheme: not remembered, still shown.
  }
  apply(theme);
  for (const listener of listeners) listener();
}

/** The chosen theme, following changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

/** Follows the system's theme on every page for as long as the application runs, where the user has not chosen one. */
export function followSystemTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(readTheme()));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function apply(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}
