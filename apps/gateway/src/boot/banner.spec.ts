import { describe, expect, it } from 'vitest';
import { type BannerFacts, formatBanner, storedVersionOf } from './banner.ts';

const facts: BannerFacts = {
  url: 'http://127.0.0.1:8000',
  signInUrl: 'http://127.0.0.1:8000/sign-in?token=abc',
  simulated: 'all',
  providers: ['openai'],
  isLocal: true,
  configPath: null,
  configWarnings: 0,
  storedVersion: null,
  seconds: 1.234,
};

describe('the banner', () => {
  it('names dashboard, sign-in link and a request that works as it stands', () => {
    const text = formatBanner(facts);
    expect(text).toContain('Dashboard   http://127.0.0.1:8000');
    expect(text).toContain('http://127.0.0.1:8000/sign-in?token=abc');
    expect(text).toContain('curl http://127.0.0.1:8000/v1/chat/completions');
    const body = /-d '(.*)'/.exec(text)?.[1] ?? '';
    expect(JSON.parse(body)).toMatchObject({ model: 'auto' });
  });

  it('says loudly that providers are simulated, and how to change that', () => {
    expect(formatBanner(facts)).toMatch(/SIMULATED/);
    expect(formatBanner(facts)).toContain('OPENAI_API_KEY=');
    expect(formatBanner({ ...facts, simulated: 'some' })).toMatch(/SOME providers are SIMULATED/);
    expect(formatBanner({ ...facts, simulated: 'none' })).not.toMatch(/simulated/i);
  });

  it('says where to read what is doubtful about the configuration file', () => {
    const configPath = '/srv/config.yaml';
    expect(formatBanner({ ...facts, configPath, configWarnings: 3 })).toContain('with warnings (3): npm run lco');
    expect(formatBanner({ ...facts, configPath })).not.toContain('warnings');
  });

  it('says which version is in force where no file shows it', () => {
    const storedVersion = storedVersionOf({ version: 7, source: 'file' }, null);
    expect(storedVersionOf({ version: 7, source: 'file' }, '/srv/config.yaml')).toBeNull();
    expect(storedVersionOf({ version: 1, source: 'default' }, null)).toBeNull();
    expect(formatBanner({ ...facts, storedVersion })).toContain('version 7 of the database is in force (from a file');
    expect(formatBanner(facts)).not.toContain('of the database');
  });

  it('asks for a virtual key where the gateway is reachable from elsewhere', () => {
    const text = formatBanner({ ...facts, isLocal: false });
    expect(text).toContain('authorization: Bearer sk-lco-');
    expect(text).toContain('keys create');
  });
});
