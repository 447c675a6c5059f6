import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { clientIp, networkOf } from '../client-ip.ts';
import type { Context } from '../context.ts';
import type { PublicEvent } from './access.reads.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { PutOff } from './put-off.ts';
import { flagConspicuous, noteSightings, type Sighting } from './link-devices.writes.ts';

/** How long sightings wait: who comes as an event starts is let in first. In ms. */
const flushMs = 5000;
/** The most of one statement: a check-in beside it waits for milliseconds. */
const statementRows = 500;
/** While the database can't be reached, no more are kept: a flag may be missed, nobody is. */
const mostWaiting = 20_000;
/** The same device is noted once in so long. In ms. */
const notedMs = 1_800_000;

/** An opening, as it came. */
interface Opening {
	organisationId: string;
	registration: KnownRegistration;
	address: string | undefined;
	forwardedFor: string | undefined;
	agent: string;
	at: number;
}

type DevicesContext = Pick<Context, 'db' | 'news' | 'log' | 'config' | 'now'>;

/**
 * Notes by which devices links are opened, so that one which was passed on is noticed. All of it is put off: an
 * opening costs no more than to be remembered for seconds. Addresses are hashed under the server's secret
 * before anything is stored.
 */
export class LinkDevices {
	readonly #context: DevicesContext;
	#opened: Opening[] = [];
	/** Each registration's latest: who reloads costs nothing, not even to be told from the others. */
	readonly #latest = new WeakMap<KnownRegistration, Opening>();
	/** What was noted lately, so that who comes again costs nothing. */
	#noted = new Set<string>();
	#notedSince = 0;
	readonly #writing = new PutOff(flushMs, () =>
		this.#write().catch((err: unknown) =>
			this.#context.log.warn({ err }, 'devices of links not noted')
		)
	);

	constructor(context: DevicesContext) {
		this.#context = context;
	}

	note(event: PublicEvent, registration: KnownRegistration, request: IncomingMessage): void {
		if (this.#opened.length >= mostWaiting) return;
		const opening: Opening = {
			organisationId: event.organisation.id,
			registration,
			address: request.socket.remoteAddress,
			forwardedFor: request.headers['x-forwarded-for'] as string | undefined,
			agent: request.headers['user-agent'] ?? '',
			at: this.#context.now()
		};
		const latest = this.#latest.get(registration);
		if (latest && isSame(latest, opening)) return;
		this.#latest.set(registration, opening);
		this.#opened.push(opening);
		this.#writing.soon();
	}

	/** Writes what waits, and looks whether anything is conspicuous. Never rejects. */
	flush(): Promise<void> {
		return this.#writing.now();
	}

	async #write(): Promise<void> {
		const opened = this.#opened;
		this.#opened = [];
		let noted = 0;
		for (let at = 0; at < opened.length; at += statementRows) {
			const sightings = this.#unnoted(opened.slice(at, at + statementRows));
			if (sightings.length > 0) await noteSightings(this.#context.db, sightings);
			noted += sightings.length;
			// Who comes meanwhile is answered in between.
			await setImmediate();
		}
		if (noted > 0) await flagConspicuous(this.#context);
	}

	/** Those left out who were noted lately. */
	#unnoted(opened: readonly Opening[]): Sighting[] {
		const now = this.#context.now();
		if (now - this.#notedSince >= notedMs || this.#noted.size > mostWaiting) {
			this.#noted = new Set();
			this.#notedSince = now;
		}
		return opened.flatMap(({ organisationId, registration, at, agent, address, forwardedFor }) => {
			const ip = clientIp(address, forwardedFor, this.#context.config.trustedProxies);
			const { id: registrationId, keyVersion } = registration;
			const name = `${registrationId}:${keyVersion}:${networkOf(ip)}:${agent}`;
			if (this.#noted.has(name)) return [];
			this.#noted.add(name);
			const device = this.#hash(name);
			return [{ organisationId, registrationId, keyVersion, device, at }];
		});
	}

	#hash(name: string): string {
		const hash = createHmac('sha256', this.#context.config.secret).update(`link-device:${name}`);
		return hash.digest('base64url').slice(0, 22);
	}
}

/** Whether it is the same device, noted lately. */
const isSame = (former: Opening, { address, forwardedFor, agent, at }: Opening): boolean =>
	at - former.at < notedMs &&
	former.address === address &&
	former.forwardedFor === forwardedFor &&
	former.agent === agent;
