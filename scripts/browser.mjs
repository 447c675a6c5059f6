import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { productEnvironment, productNode, root } from './environment.mjs';
import { CommandFailed } from './processes.mjs';

const names = [
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable',
	'chrome',
	'microsoft-edge'
];

const places = [
	'/usr/bin/chromium',
	'/usr/lib/chromium/chromium',
	'/opt/google/chrome/chrome',
	'/snap/bin/chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
];

const START_TIMEOUT_MS = 30_000;
const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * The path of a Chromium or Chrome that starts on this machine: FOYER_CHROMIUM, else one that is
 * installed, else Playwright's.
 * @returns {string | undefined}
 */
export function findChromium() {
	const chosen = process.env.FOYER_CHROMIUM;
	if (chosen) {
		if (existsSync(chosen)) return chosen;
		throw new CommandFailed(`FOYER_CHROMIUM names ${chosen}, which is not there.`);
	}
	const onPath = (process.env.PATH ?? '')
		.split(delimiter)
		.flatMap((folder) => names.map((name) => join(folder, name)));
	return [...onPath, ...places].find(starts) ?? [playwrightsOwn()].find(starts);
}

/** For the settings of test runners: they also run without `npm test`, which installs a browser. */
export function chromiumPath() {
	const found = findChromium();
	if (found === undefined) throw new Error('No Chromium or Chrome was found: run npm test once');
	// Worker processes read the settings again, and need not search again.
	return (process.env.FOYER_CHROMIUM = found);
}

/**
 * Finds a browser or installs one: Playwright's download, else the package of Debian.
 * @param {() => string | undefined} [find]
 */
export function ensureChromium(find = findChromium) {
	const found = find();
	if (found !== undefined) return found;
	console.error('Installing a browser for the tests …');
	/** @type {string[]} */
	const failures = [];
	for (const install of [installPlaywrights, installDebians]) {
		const failure = install();
		const installed = find();
		if (installed !== undefined) return installed;
		failures.push(failure || `${install.name}: what was installed does not start`);
	}
	throw new CommandFailed(
		`${failures.join('\n\n')}\n\nThe tests need Chromium or Chrome, and neither was found here ` +
			'nor could be installed. Install one, or set FOYER_CHROMIUM to its path.'
	);
}

/** A file that is there may still be a stub, or miss its libraries. */
function starts(/** @type {string} */ file) {
	if (!existsSync(file)) return false;
	return spawnSync(file, ['--version'], { timeout: START_TIMEOUT_MS }).status === 0;
}

/** Where Playwright's download is, or would be. */
function playwrightsOwn() {
	const load = createRequire(join(root, 'e2e', 'package.json'));
	/** @type {{ chromium: { executablePath(): string } }} */
	const { chromium } = load('@playwright/test');
	return chromium.executablePath();
}

function installPlaywrights() {
	const cli = join(root, 'e2e', 'node_modules', '@playwright', 'test', 'cli.js');
	return attempt(productNode(), [cli, 'install', '--no-shell', 'chromium']);
}

function installDebians() {
	const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
	const env = ['env', 'DEBIAN_FRONTEND=noninteractive'];
	const update = [...sudo, 'apt-get', 'update', '-qq'];
	const install = [...sudo, ...env, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends'];
	// An update that misses one of its sources may still have brought the one that is needed.
	attempt(...split(update));
	return attempt(...split([...install, 'chromium']));
}

/**
 * @param {string} file
 * @param {string[]} args
 * @returns {string} what went wrong, or nothing
 */
function attempt(file, args) {
	try {
		execFileSync(file, args, {
			env: productEnvironment(),
			stdio: 'pipe',
			timeout: DOWNLOAD_TIMEOUT_MS
		});
		return '';
	} catch (error) {
		const { message, stderr } = /** @type {Error & { stderr?: Buffer }} */ (error);
		return `${message}\n${stderr?.toString() ?? ''}`.trim();
	}
}

/** @param {string[]} words @returns {[string, string[]]} */
function split([file = '', ...args]) {
	return [file, args];
}
