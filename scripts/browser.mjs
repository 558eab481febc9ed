import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const installedFirefox = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** The flags of Chromium in tests. They also switch off its background network traffic. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The path of an existing Chromium: `CHROMIUM_PATH`, that of Playwright, or an installed one; undefined if there is none. */
export function findBrowser() {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...installed].find((path) => path && existsSync(path));
}

/**
 * The path of a Chromium. Installs one if necessary: the Debian package if this is root on Debian, else that of Playwright.
 *
 * @throws if the installation fails. The message names what to install.
 */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  for (const attempt of [() => installFromDebian('chromium'), installFromPlaywright]) {
    try {
      attempt();
    } catch {
      // Try the next way. The error below covers the case that all fail.
    }
    const path = findBrowser();
    if (path) return path;
  }
  throw new Error('No browser: install Chromium or Chrome (Debian: `apt-get install chromium`), or set CHROMIUM_PATH.');
}

/** The path of an existing Firefox: `FIREFOX_PATH`, or an installed one; undefined if there is none. */
export function findFirefox() {
  return [process.env.FIREFOX_PATH, ...installedFirefox].find((path) => path && existsSync(path));
}

/**
 * The path of a Firefox, or undefined if there is none. Installs the Debian package if necessary and if this is root on
 * Debian. Without a Firefox its tests are skipped.
 */
export function ensureFirefox() {
  if (!findFirefox()) {
    try {
      installFromDebian('firefox-esr');
    } catch {
      // The tests say why they are skipped.
    }
  }
  return findFirefox();
}

function installFromDebian(name) {
  if (process.getuid?.() !== 0 || !/\bdebian\b/.test(readFileSync('/etc/os-release', 'utf8'))) return;
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
}

function installFromPlaywright() {
  execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
}
