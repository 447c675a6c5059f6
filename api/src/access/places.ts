import type { IncomingMessage, ServerResponse } from 'node:http';
import { heartbeatMs } from '@foyer/shared/heartbeat';
import type { Context } from '../context.ts';
import type { AccessAddress } from './access-address.ts';
import type { AccessCache } from './access-cache.ts';
import type { PublicEvent } from './access.reads.ts';
import { flagDevices } from './link-devices.writes.ts';
import { knownPlaceDevice } from './place-cookie.ts';
import { isDisplaced, readLatestClaims, type Claims, type Link } from './places.reads.ts';
import { claimPlace } from './places.writes.ts';

const streamHead = {
	'content-type': 'text/event-stream',
	'cache-control': 'no-store',
	'x-accel-buffering': 'no'
};

/** A page that stays open beside the room, of a device that came by a link. */
interface Page {
	event: PublicEvent;
	device: string;
	response: ServerResponse;
}

/** What of the registration in a claim other processes are told. */
const nameOf = ({ organisationId, registrationId }: Omit<Link, 'keyVersion'>): string =>
	`${organisationId}/${registrationId}`;

/**
 * Places of devices at events that limit them. A claim is the database's; who loses a place by it is told on
 * the page that is still open there, through whichever process.
 */
export class Places {
	readonly #context: Pick<Context, 'db' | 'news' | 'log' | 'now'>;
	readonly #cache: AccessCache;
	/** By `nameOf`. */
	readonly #pages = new Map<string, Set<Page>>();
	readonly #heartbeat: NodeJS.Timeout;
	readonly #stop: () => void;
	#closed = false;

	constructor(context: Pick<Context, 'db' | 'news' | 'log' | 'now'>, cache: AccessCache) {
		this.#context = context;
		this.#cache = cache;
		this.#stop = context.news.onClaim((name) => {
			for (const each of name === null ? this.#pages.keys() : [name]) this.#tellSoon(each);
		});
		cache.onChange((ref, event) => {
			if (event) this.#change(ref, event);
		});
		this.#heartbeat = setInterval(() => {
			for (const pages of this.#pages.values())
				for (const { response } of pages) response.write(':\n\n');
		}, heartbeatMs).unref();
	}

	/** Claims a place by a link, tells whoever loses one by it, and marks a link that is on more devices than may be. */
	async claim(event: PublicEvent, link: Link, device: string): Promise<void> {
		const claims = await claimPlace(
			this.#context.db,
			{ ...link, eventId: event.id },
			device,
			this.#context.now()
		);
		const devices = claims.devices.length;
		if (devices <= (event.deviceLimit ?? Infinity)) return;
		this.#context.news.claimed(nameOf(link));
		const { organisationId, registrationId } = link;
		await flagDevices(this.#context, organisationId, [{ registrationId, devices }]);
	}

	/** Answers a request for the stream of a page that stays open: what becomes of its device's place. */
	open(address: AccessAddress, request: IncomingMessage, response: ServerResponse): void {
		this.#open(address, request, response).catch((err: unknown) => {
			this.#context.log.warn({ err }, 'no stream for a place');
			if (!response.headersSent) response.writeHead(503, { 'cache-control': 'no-store' });
			response.end();
		});
	}

	close(): void {
		this.#closed = true;
		this.#stop();
		clearInterval(this.#heartbeat);
		for (const pages of this.#pages.values()) for (const { response } of pages) response.end();
	}

	async #open(
		{ event: path }: AccessAddress,
		request: IncomingMessage,
		response: ServerResponse
	): Promise<void> {
		const event = await this.#cache.event(path);
		const registrationId = new URLSearchParams(request.url?.split('?')[1]).get('of') ?? '';
		const known = knownPlaceDevice(request.headers.cookie);
		const claims =
			event && known && isId(registrationId)
				? await readLatestClaims(this.#context.db, {
						organisationId: event.organisation.id,
						registrationId
					})
				: undefined;
		// Its token proves the device: others learn nothing of a registration.
		if (!event || !known || !claims?.devices.includes(known.device)) {
			response.writeHead(404, { 'cache-control': 'no-store' }).end();
			return;
		}
		if (response.destroyed || this.#closed) return void response.destroy();
		response.writeHead(200, streamHead);
		if (request.method === 'HEAD') return void response.end();
		const page: Page = { event, device: known.device, response };
		const name = nameOf({ organisationId: event.organisation.id, registrationId });
		const pages = this.#pages.get(name) ?? new Set();
		this.#pages.set(name, pages.add(page));
		response.on('close', () => {
			pages.delete(page);
			if (pages.size === 0 && this.#pages.get(name) === pages) this.#pages.delete(name);
		});
		// Read once more: a claim that came between the first reading and now told nobody here.
		await this.#tell(name);
	}

	/** A limit that was changed gives places, or takes them. */
	#change(ref: string, event: PublicEvent): void {
		for (const [name, pages] of this.#pages) {
			const its = [...pages].filter((page) => page.event.ref === ref);
			for (const page of its) page.event = event;
			if (its.length > 0) this.#tellSoon(name);
		}
	}

	#tellSoon(name: string): void {
		this.#tell(name).catch((err: unknown) =>
			this.#context.log.warn({ err }, 'a device not told of its place')
		);
	}

	async #tell(name: string): Promise<void> {
		if (!this.#pages.has(name)) return;
		const [organisationId = '', registrationId = ''] = name.split('/');
		const claims = await readLatestClaims(this.#context.db, { organisationId, registrationId });
		for (const page of this.#pages.get(name) ?? []) page.response.write(message(page, claims));
	}
}

function message({ event, device }: Page, claims: Claims | undefined): string {
	const holds = !isDisplaced(claims, device, event.deviceLimit);
	return `event: place\ndata: ${JSON.stringify({ holds, at: claims?.claimedAt ?? null })}\n\n`;
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
