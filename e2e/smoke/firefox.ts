import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asJson, type Browser, type BrowserKind, type Conditions, type Tab } from './driver.ts';
import { findProgram, Program } from './program.ts';

const find = () =>
	findProgram(['firefox', 'firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox']);

type Params = Record<string, unknown>;

/** A connection that speaks WebDriver BiDi. */
class Bidi {
	#lastId = 0;
	readonly #socket: WebSocket;
	readonly #waiting = new Map<number, PromiseWithResolvers<Params>>();

	private constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.onmessage = ({ data }) => {
			const answer = JSON.parse(String(data)) as Params & { id?: number };
			const asked = this.#waiting.get(answer.id ?? 0);
			this.#waiting.delete(answer.id ?? 0);
			if (answer.type === 'error') asked?.reject(new Error(String(answer.message)));
			else asked?.resolve(answer.result as Params);
		};
		socket.onclose = () => {
			for (const { reject } of this.#waiting.values()) reject(new Error('Firefox is gone'));
		};
	}

	static async connect(address: string): Promise<Bidi> {
		const socket = new WebSocket(address);
		await new Promise((resolve, reject) => {
			socket.onopen = resolve;
			socket.onerror = () => reject(new Error(`no connection to ${address}`));
		});
		return new Bidi(socket);
	}

	async send(method: string, params: Params): Promise<Params> {
		const asked = Promise.withResolvers<Params>();
		this.#waiting.set(++this.#lastId, asked);
		this.#socket.send(JSON.stringify({ id: this.#lastId, method, params }));
		return asked.promise;
	}
}

async function start({ folder, proxy, width, height }: Conditions): Promise<Browser> {
	// No pages of its own, and no visits to its makers.
	await writeFile(
		join(folder, 'user.js'),
		[
			'user_pref("browser.aboutwelcome.enabled", false);',
			'user_pref("datareporting.policy.dataSubmissionEnabled", false);'
		].join('\n')
	);
	const firefox = new Program(
		find() ?? '',
		['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port', '0'],
		{ HOME: folder, TMPDIR: folder, TZ: 'Europe/Brussels', LANG: 'en_GB.UTF-8' }
	);
	const address = await firefox.printed(/BiDi listening on (ws:\S+)/);
	const bidi = await Bidi.connect(`${address}/session`);
	const { capabilities } = await bidi.send('session.new', {
		capabilities: {
			alwaysMatch: {
				proxy: {
					proxyType: 'manual',
					httpProxy: proxy,
					sslProxy: proxy,
					noProxy: ['localhost', '127.0.0.1']
				}
			}
		}
	});
	const version = String((capabilities as Params).browserVersion);

	async function newTab(): Promise<Tab> {
		const { context } = await bidi.send('browsingContext.create', { type: 'tab' });
		await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
		const send = async (method: string, params: Params = {}) => {
			await bidi.send('browsingContext.activate', { context });
			return bidi.send(method, { context, ...params });
		};
		return {
			async open(url) {
				await send('browsingContext.navigate', { url, wait: 'complete' });
			},
			async evaluate(expression) {
				const { result, exceptionDetails } = await bidi.send('script.evaluate', {
					expression: asJson(expression),
					awaitPromise: true,
					target: { context }
				});
				if (exceptionDetails) throw new Error(String((exceptionDetails as Params).text));
				return JSON.parse(String((result as Params).value)) as unknown;
			},
			async perform(actions) {
				await send('input.performActions', { actions });
			},
			async screenshot() {
				const { data } = await send('browsingContext.captureScreenshot');
				return Buffer.from(String(data), 'base64');
			},
			async close() {
				await send('browsingContext.close');
			}
		};
	}

	return {
		name: `Firefox ${version}`,
		newTab,
		async close() {
			await bidi.send('browser.close', {});
			firefox.end();
		}
	};
}

/** Firefox without a window, by the WebDriver BiDi that it speaks itself. */
export const firefox: BrowserKind = {
	name: 'Firefox',
	isHere: () => find() !== undefined,
	start
};
