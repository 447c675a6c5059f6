import { createHash, createHmac } from 'node:crypto';
import { accessLink, eventPath } from '@foyer/shared/access';
import { plainEvent, type Event } from '@foyer/shared/events';
import { invitationLifeMs, type Invitation } from '@foyer/shared/invitations';
import { locales } from '@foyer/shared/locales';
import { barePerson, type Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { allLevels } from '@foyer/shared/team';
import { roleLink, usualRights, type EventRole } from '@foyer/shared/roles';
import { deriveKey, deriveRoleKey } from '../access/access-keys.ts';
import { hashPassword } from '../accounts/passwords.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { companies, firstNames, lastNames } from './names.ts';

const minute = 60_000;
const day = 1440 * minute;

const organisation = {
	id: '0f0e0d0c-0000-4000-8000-000000000001',
	name: 'Maison des Arts',
	pageName: 'maison-des-arts',
	locale: 'fr',
	timeZone: 'Europe/Paris',
	parallelEvents: true
} as const;
const userId = '0f0e0d0c-0000-4000-8000-000000000002';
const email = 'host@maison-des-arts.example';
const peopleCount = 1000;

type DemoState = 'live' | 'soon' | 'tomorrow' | 'over';

interface DemoEvent {
	state: DemoState;
	fields: Pick<Event, 'title' | 'permalink' | 'description' | 'startsBy'> & {
		startsIn: number;
		lasts: number;
	};
	registered: number;
}

const events: DemoEvent[] = [
	{
		state: 'live',
		registered: 420,
		fields: {
			title: 'Assemblée de quartier, automne',
			permalink: 'assemblee-automne',
			description: 'Les projets de l’hiver, le budget participatif, et vos questions.',
			startsBy: 'hand',
			startsIn: -20 * minute,
			lasts: 180 * minute
		}
	},
	{
		state: 'soon',
		registered: 310,
		fields: {
			title: 'Lecture du soir : trois voix',
			permalink: 'lecture-du-soir',
			description:
				'Trois autrices lisent leurs textes inédits. Les portes s’ouvrent toutes seules.',
			startsBy: 'clock',
			startsIn: 2 * minute,
			lasts: 90 * minute
		}
	},
	{
		state: 'tomorrow',
		registered: 260,
		fields: {
			title: 'Atelier gravure et encres',
			permalink: 'atelier-gravure',
			description: 'Une initiation en ligne, à suivre chez soi avec trois fois rien.',
			startsBy: 'clock',
			startsIn: day,
			lasts: 120 * minute
		}
	},
	{
		state: 'over',
		registered: 350,
		fields: {
			title: 'Concert d’ouverture de la saison',
			permalink: 'concert-ouverture',
			description: 'Le quatuor de la maison ouvre la saison.',
			startsBy: 'clock',
			startsIn: -7 * day,
			lasts: 120 * minute
		}
	}
];

/** On the live event's stage. */
const onStage = [
	{ kind: 'presenter', name: 'Léa Fontaine', email: 'lea.fontaine@example.org' },
	{ kind: 'speaker', name: 'Marc Delvaux', email: 'marc.delvaux@example.org' }
] as const satisfies readonly Pick<EventRole, 'kind' | 'name' | 'email'>[];

const stage = {
	agenda:
		'19 h 00 · Accueil\n19 h 10 · Les projets de l’hiver (Marc)\n19 h 40 · Le budget participatif\n20 h 15 · Vos questions',
	notes: 'Le rapport du budget est prêt à être partagé.\nLaisser Marc finir avant les questions.'
};

/** The same id at every start: the demo is brought up to date rather than made twice. */
function demoId(name: string): string {
	const hex = createHash('sha256').update(`foyer demo ${name}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The demo's password: derived, so that a later start prints the same one and none is stored. */
const demoPassword = (secret: string): string =>
	createHmac('sha256', secret).update('demo password').digest('base64url').slice(0, 14);

/**
 * Fills a demo organisation, or moves its events to where they belong now: one live, one that starts in
 * two minutes, one tomorrow, one over.
 * @returns the JSON lines that tell how to get in
 */
export async function prepareDemo(context: Context): Promise<object[]> {
	const now = context.now();
	const known = await context.db
		.selectFrom('organisations')
		.select('id')
		.where('id', '=', organisation.id)
		.executeTakeFirst();
	const passwordHash = await hashPassword(demoPassword(context.config.secret));
	// All of it or none: a start that is cut off leaves no half demo.
	await context.db.transaction().execute(async (tx) => {
		if (!known) {
			await makeAccount(tx, passwordHash, now);
			await insertInChunks(tx, 'people', demoPeople(now));
			await insertInChunks(tx, 'invitations', demoInvitations(now));
		}
		for (const event of events) await placeEvent(tx, event, now, known !== undefined);
		await letArrive(tx, now);
		await tx
			.insertInto('eventRoles')
			.values(demoRoles(demoId('live'), now))
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	});
	context.news.changed(organisation.id);
	return [
		{
			demo: 'sign-in',
			url: `${context.config.publicUrl}/app/sign-in`,
			email,
			password: demoPassword(context.config.secret)
		},
		...events.map((event) => ({
			demo: 'access',
			state: event.state,
			url: accessUrl(context, event)
		})),
		...onStage.map(({ kind }) => ({ demo: 'stage', role: kind, url: stageUrl(context, kind) }))
	];
}

async function makeAccount(tx: Db, passwordHash: string, createdAt: number): Promise<void> {
	const host = { host: true, levels: JSON.stringify(allLevels('manage')), until: null };
	await tx
		.insertInto('organisations')
		.values({ ...organisation, createdAt })
		.execute();
	await tx
		.insertInto('users')
		.values({ id: userId, email, name: 'Camille Arnaud', locale: 'fr', passwordHash, createdAt })
		.execute();
	await tx
		.insertInto('members')
		.values({ organisationId: organisation.id, userId, ...host })
		.execute();
}

function demoPeople(now: number): (Person & { organisationId: string })[] {
	return Array.from({ length: peopleCount }, (_, n) => {
		const firstName = firstNames[n % firstNames.length] ?? '';
		const lastName = lastNames[Math.floor(n / firstNames.length + n) % lastNames.length] ?? '';
		const address = `${firstName}.${lastName}`
			.normalize('NFKD')
			.toLowerCase()
			.replace(/[^a-z.]/g, '');
		return {
			organisationId: organisation.id,
			id: demoId(`person ${n}`),
			...barePerson,
			firstName,
			lastName,
			company: companies[n % companies.length] ?? '',
			language: locales[(n + 1) % 3] ?? null,
			email: `${address}.${n}@example.org`,
			createdAt: now - (n % 90) * day
		};
	});
}

/** Where the demo's invitations stand, by turns. Nothing is sent: their mails went before. */
const invitedSo: readonly ((now: number) => Partial<Invitation>)[] = [
	() => ({ mailState: 'delivered' }),
	(now) => ({ mailState: 'delivered', openedAt: now - day }),
	() => ({ mailState: 'sent' }),
	() => ({ mailState: 'rejected', mailReason: '550 5.1.1 Mailbox unknown' }),
	(now) => ({ mailState: 'delivered', openedAt: now - day, revokedAt: now - day / 2 }),
	(now) => ({
		mailState: 'delivered',
		createdAt: now - 31 * day,
		expiresAt: now - day,
		expiredAt: now - day
	})
];

const demoInvitations = (now: number): (Invitation & { organisationId: string })[] =>
	demoPeople(now)
		.slice(0, 60)
		.map(({ id: personId, email, language }, n) => ({
			organisationId: organisation.id,
			id: demoId(`invitation ${n}`),
			personId,
			email: email ?? '',
			language,
			invitedBy: userId,
			invitedByName: '',
			createdAt: now - 2 * day,
			expiresAt: now - 2 * day + invitationLifeMs,
			mailState: 'delivered',
			mailReason: null,
			mailAt: now - 2 * day,
			openedAt: null,
			acceptedAt: null,
			expiredAt: null,
			revokedAt: null,
			...invitedSo[n % invitedSo.length]?.(now)
		}));

/** Puts an event where it belongs now; who is registered is made with it. */
async function placeEvent(tx: Db, demo: DemoEvent, now: number, known: boolean): Promise<void> {
	const { startsIn, lasts, ...fields } = demo.fields;
	const startsAt = Math.round((now + startsIn) / 1000) * 1000;
	const over = demo.state === 'over';
	const live = demo.state === 'live';
	const present = {
		startsAt,
		endsAt: startsAt + lasts,
		status: live ? ('live' as const) : over ? ('ended' as const) : ('scheduled' as const),
		startedAt: live || over ? startsAt : null,
		endedAt: over ? startsAt + lasts : null,
		deletedAt: null
	};
	const id = demoId(demo.state);
	if (known) {
		await tx
			.updateTable('events')
			.set(present)
			.where('organisationId', '=', organisation.id)
			.where('id', '=', id)
			.execute();
		return;
	}
	await tx
		.insertInto('events')
		.values({
			organisationId: organisation.id,
			id,
			...fields,
			...present,
			timeZone: organisation.timeZone,
			language: 'fr',
			roomUrl: 'https://meet.jit.si/foyer-demo-maison-des-arts',
			room: null,
			...plainEvent,
			...(live && stage),
			opensByCode: true,
			replayUrl: null,
			earlyEntry: 0,
			reminders: [],
			capacity: null,
			createdAt: now - 30 * day
		})
		.execute();
	await insertInChunks(tx, 'registrations', demoRegistrations(demo, id, now));
}

function demoRegistrations(
	demo: DemoEvent,
	eventId: string,
	now: number
): (Omit<Registration, 'key' | 'code'> & { organisationId: string })[] {
	return demoPeople(now)
		.slice(0, demo.registered)
		.map(({ id: personId, firstName, lastName, email: address, language }, n) => ({
			organisationId: organisation.id,
			id: demoId(`${demo.state} ${n}`),
			eventId,
			personId,
			status: n % 37 === 36 ? 'cancelled' : 'registered',
			source: n % 3 === 0 ? 'page' : 'import',
			firstName,
			lastName,
			email: address,
			language,
			...(n % 41 === 40
				? { mailState: 'rejected', mailReason: '550 5.1.1 mailbox unknown' }
				: { mailState: 'sent', mailReason: null }),
			mailAt: now - (n % 20) * day - minute,
			keyVersion: 1,
			createdAt: now - (n % 20) * day - 2 * minute,
			remindersStopped: false,
			erasureAskedAt: null,
			devicesSeen: null,
			...arrivalOf(demo, n, now),
			groupIds: []
		}));
}

/**
 * Of the event that is over most came, one in five at the desk; one in six was missed. Whom the live one's link has
 * led in is said by its log.
 */
function arrivalOf(
	{ state, fields }: DemoEvent,
	n: number,
	now: number
): Pick<Registration, 'admittedAt' | 'admissionId' | 'ledInAt'> {
	const none = { admittedAt: null, admissionId: null, ledInAt: null };
	if (state !== 'over' || n % 6 === 5 || n % 37 === 36) return none;
	const came = now + fields.startsIn + arrivesAfter(n);
	return n % 5 === 0
		? { ...none, admittedAt: came, admissionId: demoId(`${state} desk`) }
		: { ...none, ledInAt: Math.max(came, now + fields.startsIn + (n % 20) * 1000) };
}

/** Lets three of four of the live event's registrants have come by now: most of them shortly before it started. */
async function letArrive(tx: Db, now: number): Promise<void> {
	const live = events.find(({ state }) => state === 'live');
	if (!live) return;
	const eventId = demoId(live.state);
	const startedAt = now + live.fields.startsIn;
	const openings = demoRegistrations(live, eventId, now)
		.filter(({ status }, n) => status === 'registered' && n % 4 !== 3)
		.flatMap(({ id: registrationId }, n) => {
			const came = startedAt + arrivesAfter(n);
			const opened = came < startedAt ? (['waiting', 'live'] as const) : (['live'] as const);
			return opened.map((state) => ({
				organisationId: organisation.id,
				eventId,
				registrationId,
				at: state === 'live' ? Math.max(came, startedAt + (n % 20) * 1000) : came,
				method: 'GET',
				state,
				automated: false,
				keyVersion: 1
			}));
		});
	await tx
		.deleteFrom('accessLog')
		.where('organisationId', '=', organisation.id)
		.where('eventId', '=', eventId)
		.execute();
	await insertInChunks(tx, 'accessLog', openings);
	await tx
		.updateTable('registrations as r')
		.from((eb) =>
			eb
				.selectFrom('accessLog')
				.select(({ fn }) => ['registrationId', fn.min('at').as('at')])
				.where('organisationId', '=', organisation.id)
				.where('eventId', '=', eventId)
				.where('state', '=', 'live')
				.groupBy('registrationId')
				.as('led')
		)
		.set(({ ref }) => ({ ledInAt: ref('led.at') }))
		.where('r.organisationId', '=', organisation.id)
		.whereRef('r.id', '=', 'led.registrationId')
		.execute();
}

/** How long after the start the n-th arrives, in ms: from 35 minutes before to 18 after, most at the start. */
function arrivesAfter(n: number): number {
	// The mean of three numbers spread evenly, as from 0 to 1.
	const spread = ((n * 0.618) % 1) + ((n * 0.414) % 1) + ((n * 0.732) % 1);
	return Math.round((spread / 3) * 53 * minute) - 35 * minute;
}

const demoRoles = (
	eventId: string,
	now: number
): (Omit<EventRole, 'key'> & { organisationId: string })[] =>
	onStage.map((role) => ({
		organisationId: organisation.id,
		id: demoId(`stage ${role.kind}`),
		eventId,
		...role,
		rights: usualRights[role.kind],
		keyVersion: 1,
		sentBy: 'foyer',
		sentAt: now - day,
		mailState: 'sent',
		mailReason: null,
		mailAt: now - day,
		revokedAt: null,
		createdAt: now - 2 * day
	}));

async function insertInChunks(
	tx: Db,
	table: 'people' | 'invitations' | 'registrations' | 'accessLog',
	rows: object[]
): Promise<void> {
	for (let from = 0; from < rows.length; from += 500) {
		await tx
			.insertInto(table)
			.values(rows.slice(from, from + 500) as never)
			.execute();
	}
}

/** The link of who is on the live event's stage. */
function stageUrl({ config }: Context, kind: EventRole['kind']): string {
	const id = demoId(`stage ${kind}`);
	const permalink = events.find(({ state }) => state === 'live')?.fields.permalink ?? '';
	return roleLink(
		config.publicUrl,
		eventPath(organisation.pageName, permalink),
		id,
		deriveRoleKey(config.secret, organisation.id, id, 1)
	);
}

/** The first registrant's link. */
function accessUrl({ config }: Context, { state, fields }: DemoEvent): string {
	const key = deriveKey(config.secret, demoId(`${state} 0`), 1);
	const [first] = demoPeople(0);
	return accessLink(
		config.publicUrl,
		eventPath(organisation.pageName, fields.permalink),
		first?.email ?? '',
		key
	);
}
