import { freePort } from '../server-process.ts';
import { asJson, type Browser, type BrowserKind, type Conditions, type Tab } from './driver.ts';
import { findProgram, Program } from './program.ts';

const findDriver = () => findProgram(['WebKitWebDriver']);
const findDisplay = () => findProgram(['Xvfb']);

/** Something to show windows on, which nobody sees. */
async function openDisplay(): Promise<{ name: string; end(): void }> {
	const display = new Program(
		findDisplay() ?? '',
		['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'],
		{}
	);
	return { name: `:${await display.printed(/^(\d+)$/m)}`, end: () => display.end() };
}

/** Speaks classic WebDriver. */
async function call(method: string, address: string, body?: object): Promise<unknown> {
	const answer = await fetch(address, { method, ...(body && { body: JSON.stringify(body) }) });
	const { value } = (await answer.json()) as { value: unknown };
	if (answer.ok) return value;
	const { error, message } = value as { error: string; message: string };
	throw new Error(`${error}: ${message}`);
}

async function start({ folder, proxy, width, height }: Conditions): Promise<Browser> {
	const display = await openDisplay();
	const port = await freePort();
	const driver = new Program(findDriver() ?? '', [`--port=${port}`], {
		DISPLAY: display.name,
		HOME: folder,
		TMPDIR: folder,
		TZ: 'Europe/Brussels',
		LANG: 'C.UTF-8',
		LANGUAGE: 'en_GB',
		GDK_BACKEND: 'x11',
		NO_AT_BRIDGE: '1'
	});
	const root = `http://127.0.0.1:${port}/session`;
	const begin = () =>
		call('POST', root, {
			capabilities: {
				alwaysMatch: {
					// The protocol's own `sslProxy` would be spoken to by TLS.
					'webkitgtk:browserOptions': {
						args: ['--automation', `--proxy=http://${proxy}`, '--ignore-host=localhost']
					}
				}
			}
		}) as Promise<{ sessionId: string; capabilities: { browserVersion: string } }>;
	const { sessionId, capabilities } = await driver.until(() =>
		begin().catch((error: unknown) => {
			// Before it listens there is no answer; an answer that refuses is to be told.
			if (error instanceof TypeError) return undefined;
			throw error;
		})
	);
	const session = `${root}/${sessionId}`;
	/** Every command is for the window that was switched to last. */
	let current = '';
	async function newTab(): Promise<Tab> {
		// In a window of its own: what is hidden behind another tab can't be pressed.
		const made = await call('POST', `${session}/window/new`, { type: 'window' });
		const { handle } = made as { handle: string };
		const send = async (method: string, path: string, body?: object) => {
			if (current !== handle) await call('POST', `${session}/window`, { handle });
			current = handle;
			return call(method, `${session}/${path}`, body);
		};
		await send('POST', 'window/rect', { x: 0, y: 0, width, height });
		return {
			async open(url) {
				await send('POST', 'url', { url });
			},
			async evaluate(expression) {
				const script = `return ${asJson(expression)}`;
				return JSON.parse(
					String(await send('POST', 'execute/sync', { script, args: [] }))
				) as unknown;
			},
			async perform(actions) {
				await send('POST', 'actions', { actions });
			},
			async screenshot() {
				return Buffer.from(String(await send('GET', 'screenshot')), 'base64');
			},
			async close() {
				await send('DELETE', 'window');
				current = '';
			}
		};
	}

	return {
		name: `WebKitGTK ${capabilities.browserVersion}`,
		newTab,
		async close() {
			await call('DELETE', session);
			driver.end();
			display.end();
		}
	};
}

/** WebKitGTK's small browser on a display that nobody sees, by classic WebDriver. */
export const webkit: BrowserKind = {
	name: 'WebKitGTK',
	isHere: () => findDriver() !== undefined && findDisplay() !== undefined,
	start
};
