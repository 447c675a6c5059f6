import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const main = new URL('../api/src/main.ts', import.meta.url).pathname;

/** Lets no server outlive a test run that was killed. */
const endWithParent = new URL('../scripts/end-with-parent.mjs', import.meta.url).href;

/** A process of the product. */
export class ServerProcess {
	#output = '';
	#child: ChildProcess | undefined;
	readonly #environment: NodeJS.ProcessEnv;
	readonly #port: number;

	/** @param environment what configures it, but for the port */
	constructor(port: number, environment: NodeJS.ProcessEnv) {
		this.#port = port;
		this.#environment = environment;
	}

	get origin(): string {
		return `http://localhost:${this.#port}`;
	}

	/** What it has printed so far. */
	get output(): string {
		return this.#output;
	}

	/** Starts it, or starts it again; resolves when it answers. */
	async start(): Promise<void> {
		const child = spawn(process.execPath, ['--import', endWithParent, main], {
			env: { PATH: process.env.PATH, PORT: String(this.#port), ...this.#environment },
			stdio: ['ignore', 'pipe', 'pipe', 'ipc']
		});
		this.#child = child;
		const keep = (text: Buffer) => void (this.#output += text.toString());
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', keep);
		for (;;) {
			if (child.exitCode !== null) throw new Error(`the product ended: ${this.#output}`);
			const answer = await fetch(`${this.origin}/readyz`).catch(() => undefined);
			if (answer?.ok) return;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	/** Ends it: by SIGTERM as an operator does, by SIGKILL as a power cut does. */
	async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
		const child = this.#child;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const exit = once(child, 'exit');
		child.kill(signal);
		await exit;
	}
}

export async function freePort(): Promise<number> {
	const probe = createServer().listen(0, 'localhost');
	await once(probe, 'listening');
	const { port } = probe.address() as AddressInfo;
	probe.close();
	await once(probe, 'close');
	return port;
}
