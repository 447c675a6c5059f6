/**
 * A process full of people who wait, each with the page's own way of hearing what becomes of the event, and
 * who come in by their links: `crowd.ts <ports of the servers>`.
 */
import { connect, type Socket } from 'node:net';
import { News } from '../../../web/src/lib/waiting/news.ts';
import type { EventNews } from '../../../web/src/lib/waiting/waiting-state.ts';

/** A registration, and its access link's path. */
export interface Registered {
	id: string;
	link: string;
}

/** What a crowd is asked for. */
export type Asked =
	/** Everybody of an event is to open their page, whose state has a revision. */
	| {
			ask: 'come';
			path: string;
			room: string;
			revision: string;
			token: string;
			registered: Registered[];
	  }
	/** Every tenth opens their link ahead of the start. */
	| { ask: 'try' }
	/** It is late: what became of everybody so far. */
	| { ask: 'tell' };

/** What became of one person. */
export interface Fate {
	/** When they were led into the room, on the clock that all processes share; null: not yet. In ms. */
	inAt: number | null;
	/** When they asked for a stream again. */
	askedAgainAt: number[];
	/** Answers to their link that were neither the room nor the waiting page. */
	faults: number[];
}

export type Told = { told: 'here' | 'tried' } | { told: 'in'; fates: Fate[] };

const [, , portList = ''] = process.argv;
const ports = portList.split(',').map(Number);
const atOnce = 100;
/** When the page of a fault asks again by itself. */
const faultMs = 10_000;

const now = (): number => performance.timeOrigin + performance.now();

/** One buffer for all streams: what is read is looked at there and then. */
const shared = Buffer.allocUnsafe(65_536);
let turn = 0;

/**
 * Asks one of the servers as a proxy does that goes on to the next where one is gone.
 * @returns what ends it
 */
function ask(target: string, hear: (text: string) => void, end: () => void): () => void {
	const request = `GET ${target} HTTP/1.1\r\nHost: foyer.test\r\nUser-Agent: Mozilla/5.0 bench\r\nAccept-Language: en\r\nConnection: close\r\n\r\n`;
	let socket: Socket | undefined;
	let closed = false;
	const first = turn++;
	const from = (tries: number): void => {
		let heard = false;
		const callback = (bytes: number, buffer: Uint8Array): boolean => {
			heard = true;
			if (!closed) hear(Buffer.from(buffer.buffer, buffer.byteOffset, bytes).toString());
			return true;
		};
		const port = ports[(first + tries) % ports.length] ?? 0;
		socket = connect({ port, host: '127.0.0.1', onread: { buffer: shared, callback } });
		socket.on('error', () => {});
		socket.on('close', () => {
			if (closed) return;
			if (heard || tries === ports.length - 1) end();
			else from(tries + 1);
		});
		socket.write(request);
	};
	from(0);
	return () => {
		closed = true;
		socket?.destroy();
	};
}

interface Answer {
	status: number;
	location: string | undefined;
	body: string;
}

const get = (target: string): Promise<Answer> =>
	new Promise((resolve, reject) => {
		let text = '';
		ask(
			target,
			(more) => (text += more),
			() => {
				const [head = '', body = ''] = text.split('\r\n\r\n', 2);
				const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]);
				if (!status) reject(new TypeError('no answer'));
				else resolve({ status, location: /^location: (.*)$/im.exec(head)?.[1]?.trim(), body });
			}
		);
	});

type Listener = (message: { data: string }) => void;

/** As much of the browser's `EventSource` as the page uses. */
class Source {
	static readonly OPEN = 1;
	readyState = 0;
	onerror: (() => void) | null = null;
	readonly #listeners = new Map<string, Listener>();
	readonly #end: () => void;
	#text = '';

	constructor(url: string) {
		const { person, target } = meant(url);
		if (!person) {
			this.#end = () => {};
			return;
		}
		person.stream = this;
		if (person.came) person.fate.askedAgainAt.push(now());
		this.#end = ask(
			target,
			(text) => this.#hear(text),
			() => {
				this.readyState = 0;
				this.onerror?.();
			}
		);
	}

	addEventListener(type: string, listener: Listener): void {
		this.#listeners.set(type, listener);
	}

	close(): void {
		this.readyState = 2;
		this.#end();
	}

	#hear(text: string): void {
		this.readyState = Source.OPEN;
		this.#text += text;
		const messages = this.#text.split('\n\n');
		this.#text = messages.pop() ?? '';
		for (const message of messages) {
			const [, event, data] = /event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
			if (event && data) this.#listeners.get(event)?.({ data });
		}
	}
}

class Person {
	readonly fate: Fate = { inAt: null, askedAgainAt: [], faults: [] };
	came = false;
	stream: Source | undefined;
	readonly #link: string;
	readonly #path: string;
	readonly #query: string;
	#page = 0;
	#revision: string;
	#leaving = false;

	constructor({ id, link }: Registered, { path, revision, token }: Asked & { ask: 'come' }) {
		this.#link = link;
		this.#path = path;
		this.#query = `token=${token}&link=${id}.1`;
		this.#revision = revision;
	}

	/** Opens the page, in place of the one before. */
	open(): void {
		this.#leavePage();
		this.#page = ++lastPage;
		pages.set(this.#page, this);
		const hear = (news: EventNews) => {
			this.#hear(news);
			if (this.came) return;
			this.came = true;
			arrived();
		};
		new News(
			`/${this.#page}${this.#path}/live`,
			this.#query,
			hear,
			() => {},
			() => {}
		).open();
	}

	/** Asks for the own link, as the page does once it is told. */
	async enter(): Promise<void> {
		const answer = await get(this.#link).catch((): Answer => ({
			status: 0,
			location: '',
			body: ''
		}));
		if (this.fate.inAt !== null) return;
		if (answer.status === 303 && answer.location === event.room) {
			this.fate.inAt = now();
			this.#leavePage();
			if (everybody.every(({ fate }) => fate.inAt !== null)) tellFates();
			return;
		}
		const revision = /"revision":"([^"]+)"/.exec(answer.body)?.[1];
		if (!this.#leaving) return;
		this.#leaving = false;
		if (answer.status === 200 && revision) {
			this.#revision = revision;
			this.open();
			return;
		}
		this.fate.faults.push(answer.status);
		this.#leave(faultMs);
	}

	#leavePage(): void {
		pages.delete(this.#page);
		this.stream?.close();
	}

	#hear({ revision, within = 600 }: EventNews): void {
		if (revision !== null && revision !== this.#revision) this.#leave(Math.random() * within);
	}

	#leave(ms: number): void {
		if (this.#leaving) return;
		this.#leaving = true;
		setTimeout(() => void this.enter(), ms);
	}
}

let event: Asked & { ask: 'come' };
let everybody: Person[] = [];
/** The pages that are open, by number. */
const pages = new Map<number, Person>();
let lastPage = 0;
let arrived = (): void => {};

/** Whose page asks: its number stands before the path. Nobody's where it is gone: only its timers are left. */
function meant(url: string): { person: Person | undefined; target: string } {
	const [, page = '', target = ''] = /^\/(\d+)(\/.*)$/.exec(url) ?? [];
	return { person: pages.get(Number(page)), target };
}

const tell = (told: Told): void => void process.send?.(told);
const tellFates = (): void => tell({ told: 'in', fates: everybody.map(({ fate }) => fate) });

async function come(asked: Asked & { ask: 'come' }): Promise<void> {
	event = asked;
	pages.clear();
	everybody = asked.registered.map((each) => new Person(each, asked));
	for (let from = 0; from < everybody.length; from += atOnce) {
		const some = everybody.slice(from, from + atOnce);
		await new Promise<void>((resolve) => {
			let missing = some.length;
			arrived = () => {
				missing -= 1;
				if (missing === 0) resolve();
			};
			for (const person of some) person.open();
		});
	}
	tell({ told: 'here' });
}

async function tryLinks(): Promise<void> {
	for (let n = 0; n < everybody.length; n += 10) await everybody[n]?.enter();
	tell({ told: 'tried' });
}

/** What a page asks for that is gone is never answered. */
const fetchState = async (url: string): Promise<{ json(): unknown }> => {
	const { person, target } = meant(url);
	if (!person) return new Promise(() => {});
	const { body } = await get(target);
	return { json: () => JSON.parse(body) as unknown };
};
Object.assign(globalThis, { window: globalThis, EventSource: Source, fetch: fetchState });

process.on('message', (asked: Asked) => {
	if (asked.ask === 'come') void come(asked);
	else if (asked.ask === 'try') void tryLinks();
	else tellFates();
});
process.on('disconnect', () => process.exit());
