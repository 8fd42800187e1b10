import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppProviders } from './app/providers/app-providers.tsx';
import './app/styles.css';
import { followSystemTheme } from './lib/theme.ts';

followSystemTheme();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <AppProviders />
  </StrictMode>,
);
