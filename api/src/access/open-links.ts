import type { ServerResponse } from 'node:http';
import { decideAccess, type AccessState } from '@foyer/shared/access';
import type { Context } from '../context.ts';
import type { OpenedBy } from './access-address.ts';
import type { AccessCache } from './access-cache.ts';
import {
	readLinkStates,
	type LinkState,
	type NamedRegistration,
	type PublicEvent
} from './access.reads.ts';
import { TogetherReader } from './together-reader.ts';

/** An open stream of a page that somebody's link led to. */
interface OpenLink {
	event: PublicEvent;
	link: OpenedBy;
	response: ServerResponse;
}

/** Where a link leads that led to the waiting page, and doesn't for its own sake; what the event does, all are told. */
const elsewhere: ReadonlySet<AccessState> = new Set(['invalid', 'registration_cancelled', 'full']);

/** When it is looked again where the database couldn't be asked, in ms. */
const retryMs = 1000;

const nameOf = ({ organisationId, registrationId }: NamedRegistration): string =>
	`${organisationId}/${registrationId}`;

/**
 * By which links the pages were opened that wait in this process, in memory alone. They are looked at as their
 * streams begin, and again when the feed says that their registrations changed: whose link leads elsewhere by
 * now is told.
 */
export class OpenLinks {
	readonly #context: Pick<Context, 'log' | 'now'>;
	readonly #cache: AccessCache;
	readonly #tell: (responses: readonly ServerResponse[]) => void;
	readonly #reader: TogetherReader<NamedRegistration, LinkState | null>;
	/** By `nameOf`. */
	readonly #open = new Map<string, Set<OpenLink>>();
	/** Yet to be looked at, once the database can be asked. */
	#late: OpenLink[] = [];
	#retry: NodeJS.Timeout | undefined;

	/** @param tell tells those of whose links lead elsewhere */
	constructor(
		context: Pick<Context, 'db' | 'log' | 'now'>,
		cache: AccessCache,
		tell: (responses: readonly ServerResponse[]) => void
	) {
		this.#context = context;
		this.#cache = cache;
		this.#tell = tell;
		this.#reader = new TogetherReader((asked) => readLinkStates(context.db, asked));
		cache.onRegistrations((organisationId, ids) => {
			void this.#look(this.#openAmong(organisationId, ids));
		});
	}

	/** A stream begins, by a link. */
	add(event: PublicEvent, link: OpenedBy, response: ServerResponse): void {
		const organisationId = event.organisation.id;
		const name = nameOf({ organisationId, registrationId: link.registrationId });
		const open = { event, link, response };
		const same = this.#open.get(name) ?? new Set();
		this.#open.set(name, same.add(open));
		response.on('close', () => {
			same.delete(open);
			if (same.size === 0 && this.#open.get(name) === same) this.#open.delete(name);
		});
		void this.#look([open]);
	}

	/** Whether a link that led to the waiting page leads elsewhere by now. */
	async leadElsewhere(
		event: PublicEvent,
		{ registrationId, keyVersion }: OpenedBy
	): Promise<boolean> {
		const registration =
			this.#cache.knownById(registrationId) ??
			(await this.#reader.read({ organisationId: event.organisation.id, registrationId }));
		const proved = registration?.keyVersion === keyVersion ? registration : null;
		return elsewhere.has(decideAccess(event, proved, this.#context.now()).state);
	}

	close(): void {
		clearTimeout(this.#retry);
	}

	/** @param ids null: all of the organisation's */
	#openAmong(organisationId: string, ids: readonly string[] | null): OpenLink[] {
		const names =
			ids?.map((registrationId) => nameOf({ organisationId, registrationId })) ??
			[...this.#open.keys()].filter((name) => name.startsWith(`${organisationId}/`));
		return names.flatMap((name) => [...(this.#open.get(name) ?? [])]);
	}

	async #look(opens: readonly OpenLink[]): Promise<void> {
		try {
			const told = await Promise.all(
				opens.map(async ({ event, link }) => this.leadElsewhere(event, link))
			);
			const gone = opens.filter(({ response }, i) => told[i] && !response.writableEnded);
			if (gone.length > 0) this.#tell(gone.map(({ response }) => response));
		} catch (err) {
			this.#lookLater(opens, err);
		}
	}

	#lookLater(opens: readonly OpenLink[], err: unknown): void {
		this.#late.push(...opens);
		if (this.#retry) return;
		this.#context.log.warn({ err }, 'open links not looked at, to be tried again');
		this.#retry = setTimeout(() => {
			this.#retry = undefined;
			const late = this.#late.filter(({ response }) => !response.writableEnded);
			this.#late = [];
			void this.#look(late);
		}, retryMs).unref();
	}
}
