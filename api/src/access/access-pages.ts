import { accessLink, credentialsOf, eventPath } from '@foyer/shared/access';
import { doorsOpenAt } from '@foyer/shared/events';
import { leadsNowhere } from '@foyer/shared/leads-nowhere';
import type { Locale } from '@foyer/shared/locales';
import type {
	NoticePage,
	NoticeState,
	PageContext,
	PageEvent,
	PlacePage,
	WaitingPage
} from '@foyer/shared/pages';
import type { Context } from '../context.ts';
import type { Kit } from '../pages/kit.ts';
import { calendarUid } from '../mail/calendar.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { nameOfOpened } from './access-address.ts';
import type { PublicEvent } from './access.reads.ts';
import type { Answer } from './answer.ts';
import { entryCode, type EntryCode } from './entry-code.ts';
import { revisionOf } from './revision.ts';
import { fill, gzip, slotMark, toTemplate, type Template } from './template.ts';
import { waitingTokenOf } from './waiting-token.ts';

const mostTemplates = 500;

const slots = {
	firstName: slotMark('firstName'),
	message: slotMark('message'),
	code: slotMark('code'),
	codeSize: slotMark('codeSize'),
	now: slotMark('now'),
	refresh: slotMark('refresh'),
	query: slotMark('query'),
	uid: slotMark('uid'),
	link: slotMark('link')
};

/** How a page is to be answered. */
export interface Answering {
	status: number;
	gzip: boolean;
}

/** Pages that are complete in one answer: the waiting page, and the door that leads nowhere. */
export class AccessPages {
	readonly #context: Pick<Context, 'config' | 'now'>;
	readonly #kit: Kit;
	readonly #templates = new Map<string, Promise<Template>>();
	readonly #codes = new WeakMap<KnownRegistration, EntryCode>();

	constructor(context: Pick<Context, 'config' | 'now'>, kit: Kit) {
		this.#context = context;
		this.#kit = kit;
	}

	/**
	 * The page of who waits.
	 * @param how `hears`: of what becomes of the link by which it is opened, which is nothing to the host
	 */
	async waiting(
		event: PublicEvent,
		registration: KnownRegistration,
		email: string,
		locale: Locale,
		{ automated, hears, ...answering }: Answering & { automated: boolean; hears: boolean }
	): Promise<Answer> {
		const named = registration.firstName !== '';
		const page: WaitingPage = {
			page: 'waiting',
			locale,
			organisation: event.organisation,
			event: pageEvent(event),
			revision: revisionOf(event),
			noRoom: event.status === 'live',
			token: waitingTokenOf(this.#context.config.secret, event),
			named,
			slots
		};
		const template = await this.#template(
			`waiting ${event.ref} ${page.revision} ${locale} ${named}`,
			page
		);
		const { id: registrationId, keyVersion } = registration;
		const { path, size } = this.#code(event, registration, email);
		const now = this.#context.now();
		const values = {
			firstName: registration.firstName,
			message: event.message,
			code: path,
			codeSize: String(size),
			now: String(now),
			query: credentialsOf(email, registration.key),
			uid: calendarUid(registrationId, this.#context.config.publicUrl),
			link: hears ? nameOfOpened({ registrationId, keyVersion }) : '',
			refresh: String(refreshAfter(doorsOpenAt(event), now))
		};
		const ready = answer(template, values, answering);
		// A personal link belongs in no index, which only those who make one need to be told. To the person
		// whose link it is, it is a page like any other, and is measured as one.
		return automated ? notIndexed(ready) : ready;
	}

	/** The page that claims a place for the device it is opened on, or says that the place was lost. */
	async place(
		event: PublicEvent,
		{ registrationId, lostAt }: { registrationId: string; lostAt: number | null },
		locale: Locale,
		answering: Answering
	): Promise<Answer> {
		const page: PlacePage = {
			page: 'place',
			locale,
			organisation: event.organisation,
			event: pageEvent(event),
			limit: event.deviceLimit ?? 1,
			lost: lostAt !== null,
			slots: { registration: slotMark('registration'), lostAt: slotMark('lostAt') }
		};
		const about = `${event.ref} ${revisionOf(event)} ${page.limit} ${page.lost}`;
		const template = await this.#template(`place ${locale} ${about}`, page);
		const values = { registration: registrationId, lostAt: String(lostAt ?? '') };
		return notIndexed(answer(template, values, answering));
	}

	/**
	 * A door that leads nowhere, and says why: the same bytes for everyone in a language, but for the time left
	 * until a replay opens, and where it leads a registrant to their own page.
	 */
	async notice(
		state: NoticeState,
		event: PublicEvent | null,
		locale: Locale,
		answering: Answering,
		own: { email: string; key: string } | null = null
	): Promise<Answer> {
		const page: NoticePage = {
			page: 'notice',
			locale,
			state,
			event: event && pageEvent(event),
			organisation: event && event.organisation,
			replayUrl: state === 'replay' ? (event?.replayUrl ?? null) : null,
			replayFrom: state === 'replay_soon' ? (event?.replayFrom ?? null) : null,
			replayUntil: state === 'replay' ? (event?.replayUntil ?? null) : null,
			refresh: state === 'replay_soon' ? slots.refresh : null,
			ownQuery: own && slots.query
		};
		const { replayUrl, replayFrom, replayUntil } = page;
		const replay = `${replayUrl} ${replayFrom} ${replayUntil}`;
		const about = event ? `${event.ref} ${revisionOf(event)} ${replay}` : '';
		const template = await this.#template(`${state} ${locale} ${about} ${own !== null}`, page);
		const refresh = String(refreshAfter(replayFrom ?? 0, this.#context.now()));
		const query = own ? credentialsOf(own.email, own.key) : '';
		const ready = notIndexed(answer(template, { refresh, query }, answering));
		return mayStillLead.has(state) ? ready : withHeader(ready, leadsNowhere, '1');
	}

	#template(key: string, page: PageContext): Promise<Template> {
		const known = this.#templates.get(key);
		if (known) return known;
		for (const oldest of this.#templates.keys()) {
			if (this.#templates.size < mostTemplates) break;
			this.#templates.delete(oldest);
		}
		const made = this.#render(page);
		this.#templates.set(key, made);
		made.catch(() => this.#templates.delete(key));
		return made;
	}

	async #render(page: PageContext): Promise<Template> {
		// The address chooses Kit's route, no more; what is shown is the page.
		const request = new Request(new URL('/page/event/live', this.#context.config.publicUrl));
		const rendered = await this.#kit.renderPage(request, page);
		if (rendered.status !== 200)
			throw new Error(`the ${page.page} page was not rendered: ${rendered.status}`);
		return toTemplate(
			await rendered.text(),
			rendered.headers.get('content-security-policy') ?? "default-src 'none'"
		);
	}

	#code(event: PublicEvent, registration: KnownRegistration, email: string): EntryCode {
		let code = this.#codes.get(registration);
		if (!code) {
			const path = eventPath(event.organisation.pageName, event.permalink);
			code = entryCode(accessLink(this.#context.config.publicUrl, path, email, registration.key));
			this.#codes.set(registration, code);
		}
		return code;
	}
}

/** What of an event its public pages show. Whether it is full is known to its registration page alone. */
export const pageEvent = (event: PublicEvent, full = false): PageEvent => ({
	title: event.title,
	description: event.description,
	permalink: event.permalink,
	startsAt: event.startsAt,
	endsAt: event.endsAt,
	timeZone: event.timeZone,
	language: event.language,
	earlyEntry: event.earlyEntry,
	startsBy: event.startsBy,
	status: event.status,
	full
});

/** Seconds after which a browser without scripts asks again: soon after the doors open, then every 15. */
function refreshAfter(opensAt: number, now: number): number {
	const left = Math.ceil((opensAt - now) / 1000);
	return left <= 0 ? 15 : Math.min(left + 1, 1800);
}

function answer(
	template: Template,
	values: Record<string, string>,
	{ status, gzip: zipped }: Answering
): Answer {
	const headers = { ...pageHeaders, 'content-security-policy': template.policy };
	if (!zipped) return { status, headers, body: fill(template, values) };
	return {
		status,
		headers: { ...headers, 'content-encoding': 'gzip' },
		body: template.gzipped ?? gzip(fill(template, values))
	};
}

const withHeader = (ready: Answer, name: string, value: string): Answer => ({
	...ready,
	headers: { ...ready.headers, [name]: value }
});

const notIndexed = (ready: Answer): Answer => withHeader(ready, 'x-robots-tag', 'noindex');

/** Doors by which the same link may lead in yet: who kept a waiting page of it keeps it. */
const mayStillLead: ReadonlySet<NoticeState> = new Set([
	'unavailable',
	'not_taken',
	'room_unavailable',
	'full',
	'bare'
]);

const pageHeaders = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	vary: 'accept-language, accept-encoding'
};
