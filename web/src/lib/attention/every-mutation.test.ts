import { plainEvent, type Event } from '@foyer/shared/events';
import type { Group } from '@foyer/shared/groups';
import type { Import } from '@foyer/shared/imports';
import type { Invitation } from '@foyer/shared/invitations';
import { refusals } from '@foyer/shared/mutation';
import { everyMutation, wireName } from '@foyer/shared/mutations';
import { barePerson, type Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import type { EventRole } from '@foyer/shared/roles';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { formatDayTime } from '#lib/i18n/format.ts';
import { refusalWords } from '#lib/i18n/refusals.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { compared, type Comparison } from './comparison.ts';
import { deedWords } from './deed-words.ts';
import type { There } from './there.ts';

overwriteGetLocale(() => 'en');

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [ines, jan, gone, gala, choir, table, french, sheet, host, nobody] = Array.from(
	{ length: 10 },
	(_, n) => idOf(n)
) as [string, string, string, string, string, string, string, string, string, string];
const [rotation, before] = [idOf(20), idOf(21)];

const person = (id: string, fields: Partial<Person>): Person => ({
	...{ id, ...barePerson, createdAt: 0 },
	...fields
});
const registration: Registration = {
	...{ id: idOf(30), eventId: gala, personId: jan, status: 'cancelled', source: 'organizer' },
	...{ firstName: 'Jan', lastName: '', email: 'jan@example.org', language: null },
	...{ mailState: 'delivered', mailReason: null, mailAt: null, keyVersion: 1 },
	...{ keyRotation: before, createdAt: 0, remindersStopped: false },
	...{ erasureAskedAt: 1, devicesSeen: 9, groupIds: [] },
	...{ admittedAt: 5, admissionId: before, ledInAt: null }
};
const event: Event = {
	...{ id: gala, title: 'Gala', description: '', permalink: 'gala', status: 'live' },
	...{ startsAt: Date.UTC(2030, 0, 1, 19), endsAt: Date.UTC(2030, 0, 1, 21) },
	...{ timeZone: 'Europe/Brussels', language: 'en', roomUrl: null, room: null, ...plainEvent },
	...{ replayUrl: null, earlyEntry: 0, startsBy: 'clock', reminders: [], capacity: 80 },
	...{ startedAt: 1, endedAt: null, createdAt: 0, deletedAt: null }
};
const role: EventRole = {
	...{ id: host, eventId: gala, kind: 'presenter', name: 'Hanne', email: 'hanne@example.org' },
	...{ rights: ['start', 'end'], keyVersion: 1, sentBy: null, sentAt: null },
	...{ mailState: 'not_sent', mailReason: null, mailAt: null, revokedAt: null, createdAt: 0 }
};
const group: Group = {
	...{ id: choir, name: 'Choir', smart: false, rule: null, createdAt: 0, deletedAt: null }
};
const imported: Import = {
	...{ id: sheet, userId: host, userName: '', fileName: 'guests.xlsx', eventId: null },
	...{ rowCount: 2, parts: 1, made: 2, changed: 0, registered: 0, createdAt: 0, undoneAt: null },
	...{ undoneParts: [], removed: 0, putBack: 0, cancelled: 0, kept: { count: 0, people: [] } }
};
const invitation: Invitation = {
	...{ id: idOf(60), personId: jan, email: 'jan@example.org', language: null },
	...{ invitedBy: host, invitedByName: '', createdAt: 0, expiresAt: 9, mailState: 'delivered' },
	...{ mailReason: null, mailAt: null, openedAt: 5, acceptedAt: null, expiredAt: null },
	revokedAt: null
};

const rows: Record<string, Record<string, object>> = {
	people: {
		[ines]: person(ines, { firstName: 'Inès', email: 'ines@example.org', groupIds: [choir] }),
		[jan]: person(jan, { firstName: 'Jan', phone: '2', custom: { [table]: 'A' } }),
		[gone]: person(gone, { firstName: 'Bo', deletedAt: 5 })
	},
	events: { [gala]: event },
	groups: { [choir]: group },
	customFields: {
		[table]: {
			...{ id: table, name: 'Table', kind: 'choice', choices: ['A', 'B'], position: 2 },
			...{ createdAt: 0, deletedAt: null }
		}
	},
	savedViews: {
		[french]: {
			...{ id: french, userId: host, name: 'French', list: 'people', query: 'language=fr' },
			...{ columns: null, createdAt: 0, deletedAt: null }
		}
	},
	eventRoles: { [host]: role },
	imports: { [sheet]: imported },
	invitations: { [invitation.id]: invitation }
};
const people = Object.values(rows['people'] ?? {}) as Person[];
const nameOf = (entity: string, key: 'name' | 'title' | 'firstName') => (id: string) =>
	(rows[entity]?.[id] as Record<string, string> | undefined)?.[key];

const there = {
	holds: () => true,
	row: (entity: string, id: string) => rows[entity]?.[id],
	all: (entity: string) => Object.values(rows[entity] ?? {}),
	personAlone: (id: string) => rows['people']?.[id],
	personByEmail: (email: string) => people.find((one) => one.email === email),
	registration: (eventId: string, personId: string) =>
		eventId === gala && personId === jan ? registration : undefined,
	registrationByEmail: () => undefined,
	names: {
		person: nameOf('people', 'firstName'),
		event: nameOf('events', 'title'),
		group: nameOf('groups', 'name'),
		field: nameOf('customFields', 'name'),
		view: nameOf('savedViews', 'name')
	},
	conditions: {
		field: () => undefined,
		group: () => undefined,
		event: () => undefined,
		isUnseen: () => false
	},
	zone: 'Europe/Brussels',
	now: 0
} as There;

const some = { eventId: gala, personIds: [jan] };
const rotated = { ...some, rotation };
const mailed = { ...some, mailing: rotation };
const invited = { ids: [invitation.id] };
const sentAgain = { ...invited, mailing: rotation };
const onStage = { id: host, eventId: gala };
const newEvent = {
	...{ id: nobody, title: 'Ball', description: '', permalink: 'ball', language: 'fr' },
	...{ startsAt: event.startsAt, endsAt: event.endsAt, timeZone: 'Europe/Brussels' },
	...{ roomUrl: null, room: null, replayUrl: null, earlyEntry: 5, startsBy: 'hand' },
	...{ reminders: [60], capacity: null, opensByCode: false, deviceLimit: null },
	...{ entrySpread: null, replayFrom: null, replayUntil: null, message: '' }
};
const pair = { id: ines, otherId: jan };
const both = { id: ines, otherId: jan, fields: {}, custom: {}, eventIds: [] };
const newRow = (id: string, email: string) => ({ id, email, registrationId: idOf(40) });

/** What somebody may have asked for, and what they are told of it: what they wanted, what is there now. */
const asked: Record<string, { args: object; told: [string, string, string | null][] }> = {
	'people.add': {
		args: { id: nobody, firstName: 'Zoë', email: 'zoe@example.org' },
		told: [
			['First name', 'Zoë', null],
			['E-mail', 'zoe@example.org', null]
		]
	},
	'people.update': {
		args: { id: jan, fields: { phone: '1', language: 'fr' }, custom: { [table]: 'C' } },
		told: [
			['Phone', '1', '2'],
			['Language', 'Français', 'empty'],
			['Table', 'C', 'A']
		]
	},
	'people.delete': {
		args: { ids: [jan, ines, gone] },
		told: [['3 people', 'deleted', 'there: 2, deleted: 1']]
	},
	'people.restore': { args: { ids: [gone] }, told: [['Bo', 'there', 'deleted']] },
	'people.merge': { args: both, told: [['Inès and Jan', 'one person', 'two people']] },
	'people.unmerge': {
		args: { ...both, leaveGroupIds: [], registrationIds: null },
		told: [['Inès and Jan', 'two people', 'two people']]
	},
	'people.tell_apart': { args: pair, told: [['Inès and Jan', 'two people', 'two people']] },
	'people.take_for_one': {
		args: pair,
		told: [['Inès and Jan', 'perhaps one person', 'two people']]
	},
	'people.import': {
		args: {
			...{ eventId: null, groups: [], confirmations: 'never', part: 0 },
			rows: [newRow(nobody, 'ines@example.org'), newRow(idOf(41), 'new@example.org')],
			of: { id: sheet, fileName: 'guests.xlsx', rowCount: 2, parts: 1 }
		},
		told: [['guests.xlsx', '2 rows', 'there: 1, not there: 1']]
	},
	'people.undo_import': {
		args: { importId: sheet, part: 0, eventId: null },
		told: [['guests.xlsx', 'taken back', 'there']]
	},
	'custom_fields.add': {
		args: { id: nobody, name: 'Diet', kind: 'choice', choices: ['a', 'b'], position: 3 },
		told: [
			['Name', 'Diet', null],
			['Kind', 'Choice', null],
			['Choices', 'a and b', null]
		]
	},
	'custom_fields.update': {
		args: {
			...{ id: table, fields: { name: 'Seat', position: 1 } },
			...{ renamed: [['Front', 'Stage']], personIds: [ines, jan] }
		},
		told: [
			['Name', 'Seat', 'Table'],
			['Place in the list', '1', '1'],
			['2 people', 'Stage', 'empty: 1, A: 1']
		]
	},
	'custom_fields.delete': { args: { id: table }, told: [['Table', 'deleted', 'there']] },
	'custom_fields.restore': { args: { id: table }, told: [['Table', 'there', 'there']] },
	'groups.add': {
		args: {
			...{ id: nobody, name: 'French' },
			rule: { match: 'all', conditions: [{ on: 'language', not: false, language: 'fr' }] }
		},
		told: [
			['Name', 'French', null],
			['Rule', 'Language is Français', null]
		]
	},
	'groups.update': {
		args: { id: choir, fields: { name: 'Singers' } },
		told: [['Name', 'Singers', 'Choir']]
	},
	'groups.delete': { args: { id: choir }, told: [['Choir', 'deleted', 'there']] },
	'groups.restore': { args: { id: choir }, told: [['Choir', 'there', 'there']] },
	'groups.join': {
		args: { groupId: choir, personIds: [jan] },
		told: [['Jan', 'in Choir', 'not in Choir']]
	},
	'groups.leave': {
		args: { groupId: choir, personIds: [ines, jan, nobody] },
		told: [['3 people', 'not in Choir', 'in Choir: 1, not in Choir: 1, not there: 1']]
	},
	'saved_views.save': {
		args: { id: french, list: 'people', name: 'Dutch', query: 'language=nl', columns: null },
		told: [
			['Name', 'Dutch', 'French'],
			['Filters', 'Language is Nederlands', 'Language is Français']
		]
	},
	'saved_views.delete': { args: { id: french }, told: [['French', 'deleted', 'there']] },
	'events.create': {
		args: newEvent,
		told: [
			['Title', 'Ball', null],
			['Address', 'ball', null],
			['Language', 'Français', null],
			['Starts', formatDayTime(event.startsAt, event.timeZone), null],
			['Ends', formatDayTime(event.endsAt, event.timeZone), null],
			['Time zone', 'Europe/Brussels', null],
			['Early entry', '5 min', null],
			['How the doors open', 'By hand', null],
			['Reminders', '1 hour before', null]
		]
	},
	'events.update': {
		args: { id: gala, fields: { capacity: 90, roomUrl: 'https://meet.example.org/x', room: null } },
		told: [
			['Places', '90', '80'],
			['Room', 'https://meet.example.org/x', 'empty']
		]
	},
	'events.cancel': { args: { id: gala }, told: [['Gala', 'cancelled', 'live']] },
	'events.reinstate': { args: { id: gala }, told: [['Gala', 'scheduled', 'live']] },
	'events.delete': { args: { id: gala }, told: [['Gala', 'deleted', 'there']] },
	'events.restore': { args: { id: gala }, told: [['Gala', 'there', 'there']] },
	'registrations.add': {
		args: {
			...{ eventId: gala, confirmations: 'never' },
			people: [
				{ id: idOf(50), personId: jan },
				{ id: idOf(51), personId: ines }
			]
		},
		told: [['2 people', 'registered', 'cancelled: 1, not registered: 1']]
	},
	'registrations.register_someone': {
		args: {
			...{ eventId: gala, id: nobody, registrationId: idOf(52), confirmations: 'never' },
			...{ firstName: 'Bo', lastName: 'Diaz', email: null }
		},
		told: [
			['Bo Diaz', 'registered', 'not registered'],
			['First name', 'Bo', null],
			['Last name', 'Diaz', null]
		]
	},
	'registrations.cancel': { args: some, told: [['Jan', 'cancelled', 'cancelled']] },
	'registrations.unregister': {
		args: { eventId: gala, people: [{ id: idOf(50), personId: jan }] },
		told: [['Jan', 'cancelled', 'cancelled']]
	},
	'registrations.admit': { args: mailed, told: [['Jan', 'registered', 'cancelled']] },
	'registrations.let_wait': { args: some, told: [['Jan', 'waiting list', 'cancelled']] },
	'registrations.confirm': { args: mailed, told: [['Jan', 'sent', 'delivered']] },
	'registrations.take_back_mails': {
		args: mailed,
		told: [['Jan', 'taken back', 'delivered']]
	},
	'registrations.rotate_keys': {
		args: rotated,
		told: [['Jan', 'a new link', 'the link of before']]
	},
	'registrations.take_back_keys': {
		args: { ...rotated, rotation: before },
		told: [['Jan', 'the link of before', 'a new link']]
	},
	'registrations.reveal_keys': {
		args: { ...some, way: 'copied', at: 0 },
		told: [['Jan', 'link taken out', 'cancelled']]
	},
	'registrations.settle_erasure': {
		args: some,
		told: [['Jan', 'seen to', 'asks to be erased']]
	},
	'registrations.dismiss_devices': {
		args: some,
		told: [['Jan', 'seen to', 'link on many devices']]
	},
	'registrations.arrived': {
		args: {
			...{ eventId: gala, admissionId: rotation },
			people: [
				{ personId: jan, at: 1 },
				{ personId: ines, at: 1 }
			]
		},
		told: [['2 people', 'arrived', 'arrived: 1, not registered: 1']]
	},
	'registrations.not_arrived': {
		args: { eventId: gala, people: [{ personId: jan, admissionId: before, ledInAt: null }] },
		told: [['Jan', 'not arrived', 'arrived']]
	},
	'roles.add': {
		args: { id: nobody, eventId: gala, kind: 'speaker', name: 'Ada', email: null },
		told: [
			['Their part', 'Guest speaker', null],
			['Name', 'Ada', null]
		]
	},
	'roles.update': {
		args: { ...onStage, fields: { name: 'Hanna', email: null } },
		told: [
			['Name', 'Hanna', 'Hanne'],
			['E-mail', 'empty', 'hanne@example.org']
		]
	},
	'roles.restrict': {
		args: { ...onStage, rights: ['attendees'] },
		told: [['May', 'See who is registered', 'Start the event and End the event']]
	},
	'roles.renew': { args: onStage, told: [['Hanne', 'a new link', 'the link of before']] },
	'roles.revoke': { args: onStage, told: [['Hanne', 'off the stage', 'on the stage']] },
	'roles.restore': { args: onStage, told: [['Hanne', 'on the stage', 'on the stage']] },
	'roles.take_back_mail': {
		args: { ...onStage, mailing: rotation },
		told: [['Hanne', 'taken back', 'link not handed over yet']]
	},
	'roles.send': {
		args: { ...onStage, mailing: rotation },
		told: [['Hanne', 'link handed over', 'link not handed over yet']]
	},
	'roles.note_sent': {
		args: { ...onStage, way: 'copied', at: 0 },
		told: [['Hanne', 'link handed over', 'link not handed over yet']]
	},
	'roles.prepare': {
		args: { eventId: gala, fields: { agenda: 'Welcome', notes: '' } },
		told: [
			['Agenda', 'Welcome', 'empty'],
			['Notes', 'empty', 'empty']
		]
	},
	'invitations.invite': {
		args: {
			...{ mailing: rotation },
			people: [
				{ id: idOf(61), personId: jan },
				{ id: idOf(62), personId: ines }
			]
		},
		told: [['2 people', 'invited', 'opened: 1, not invited: 1']]
	},
	'invitations.send': { args: sentAgain, told: [['Jan', 'sent', 'opened']] },
	'invitations.revoke': { args: invited, told: [['Jan', 'withdrawn', 'opened']] },
	'invitations.restore': { args: invited, told: [['Jan', 'invited', 'opened']] },
	'invitations.take_back': { args: sentAgain, told: [['Jan', 'not invited', 'opened']] },
	'invitations.take_back_mails': { args: sentAgain, told: [['Jan', 'taken back', 'opened']] }
};

const flat = (told: readonly Comparison[]) =>
	told.map(({ label, yours, now }) => [label, yours, now]);

describe.each(everyMutation.map((mutation) => [wireName(mutation), mutation] as const))(
	'whatever can be refused can be shown: %s',
	(name, mutation) => {
		const { args, told } = asked[mutation.name] ?? { args: {}, told: [] };

		test('is an example of what devices ask for', () => {
			expect(v.safeParse(mutation.schema, args).issues).toBeUndefined();
		});

		test('is told as a deed', () => {
			const other = deedWords({ name: 'none@1', args: {} }, there.names);
			expect(deedWords({ name, args }, there.names)).not.toBe(other);
		});

		test('is told beside what the server has', () => {
			expect(told.length).toBeGreaterThan(0);
			expect(flat(compared({ name, args }, there))).toEqual(told);
		});

		test('says so where this device may hold nothing of it', () => {
			const all = compared({ name, args }, { ...there, holds: () => false });
			const known = all.filter(({ now }) => now !== null);
			expect(known.every(({ now }) => now === 'not held on this device')).toBe(true);
		});
	}
);

test('every reason has words', () => {
	for (const refusal of refusals) expect(refusalWords(refusal).length).toBeGreaterThan(20);
});

test('what was said of something that isn’t there any more stands beside that', () => {
	const args = { id: gone, fields: { phone: '1' } };
	expect(flat(compared({ name: 'people.update@2', args }, there))).toEqual([
		['Phone', '1', 'deleted']
	]);
	const lost = { ...args, id: nobody };
	expect(flat(compared({ name: 'people.update@2', args: lost }, there))).toEqual([
		['Phone', '1', 'not there']
	]);
});
