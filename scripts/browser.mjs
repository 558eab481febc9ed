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

/** The flags with which tests start Chromium. Some flags turn off the background network traffic of Chromium. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Returns the path of a Chromium: the one in `CHROMIUM_PATH`, Playwright's Chromium, or an installed one. Returns
 * undefined if no Chromium is found.
 */
export function findBrowser() {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...installed].find((path) => path && existsSync(path));
}

/**
 * Returns the path of a Chromium, and installs one if necessary: the Debian package if the user is root on Debian,
 * otherwise Playwright's Chromium.
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
      // If this command fails, the next one is tried. If all fail, the error below is thrown.
    }
    const path = findBrowser();
    if (path) return path;
  }
  throw new Error('No browser: install Chromium or Chrome (Debian: `apt-get install chromium`), or set CHROMIUM_PATH.');
}

/**
 * Returns the path of a Firefox: the one in `FIREFOX_PATH`, or an installed one. Returns undefined if no Firefox is
 * found.
 */
export function findFirefox() {
  return [process.env.FIREFOX_PATH, ...installedFirefox].find((path) => path && existsSync(path));
}

/**
 * Returns the path of a Firefox. If no Firefox is found and the user is root on Debian, installs the Debian package.
 * Returns undefined if there is still no Firefox. In this case, the tests in Firefox are skipped.
 */
export function ensureFirefox() {
  if (!findFirefox()) {
    try {
      installFromDebian('firefox-esr');
    } catch {
      // A failed installation is ignored, because the tests in Firefox report why they are skipped.
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
