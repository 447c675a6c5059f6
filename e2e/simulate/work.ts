import { markArrived, takeBackArrivals } from '@foyer/shared/arrival-mutations';
import { hasArrived } from '@foyer/shared/arrivals';
import { customFieldKinds, type CustomField } from '@foyer/shared/custom-fields';
import {
	addCustomField,
	deleteCustomField,
	restoreCustomField,
	updateCustomField
} from '@foyer/shared/custom-field-mutations';
import {
	cancelEvent,
	createEvent,
	createEvent1,
	deleteEvent,
	reinstateEvent,
	restoreEvent,
	updateEvent,
	updateEvent1
} from '@foyer/shared/event-mutations';
import { plainEvent, type EventFields } from '@foyer/shared/events';
import {
	addGroup,
	deleteGroup,
	joinGroup,
	leaveGroup,
	restoreGroup,
	updateGroup
} from '@foyer/shared/group-mutations';
import {
	invitePeople,
	resendInvitations,
	restoreInvitations,
	revokeInvitations,
	takeBackInvitationMails,
	takeBackInvitations
} from '@foyer/shared/invitation-mutations';
import { undoImport } from '@foyer/shared/import-mutations';
import { mergePeople, takeForOne, tellApart, unmergePeople } from '@foyer/shared/merge-mutations';
import {
	addPerson,
	deletePeople,
	restorePeople,
	updatePerson,
	updatePerson1
} from '@foyer/shared/people-mutations';
import {
	addRegistrations,
	admitRegistrations,
	cancelRegistrations,
	letWait,
	dismissDevices,
	registerSomeone,
	settleErasure,
	unregister
} from '@foyer/shared/registration-mutations';
import { importPeople, importPeople1, importPeople2 } from '@foyer/shared/people-import-mutations';
import { revealKeys, rotateKeys, rotateKeys1, takeBackKeys } from '@foyer/shared/key-mutations';
import { sendConfirmations, takeBackMails } from '@foyer/shared/confirmation-mutations';
import { keyUses, type Registration } from '@foyer/shared/registrations';
import {
	addRole,
	noteRoleSent,
	prepareStage,
	renewRole,
	restoreRole,
	restrictRole,
	revokeRole,
	sendRoleLink,
	takeBackRoleMail,
	updateRole
} from '@foyer/shared/role-mutations';
import { roleKinds, roleLinkWays, roleRights } from '@foyer/shared/roles';
import { deleteView, saveView } from '@foyer/shared/saved-views';
import { allOf, ofEvent } from '../../web/src/lib/sync/partitions.ts';
import type { Phone, Tab } from './phone.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** A device at work, and what it is about to do something with. */
interface Desk {
	phone: Phone;
	tab: Tab;
	random: Random;
	eventId: string;
	/** A person or guest whom it shows. */
	someone: string;
}

type Deed = (desk: Desk) => Promise<void>;

/** Saves on a device what an organizer could, with the people and guests that it shows. */
export async function writeSomething(
	{ eventIds }: Pick<World, 'eventIds'>,
	phone: Phone,
	tab: Tab,
	random: Random
): Promise<void> {
	const { shown } = tab.engine;
	const people = [...shown.people()].map(({ id }) => id);
	const guests = eventIds
		.flatMap((id) => [...shown.registrationsOf(id)])
		.map(({ personId }) => personId);
	const known = people.length > 0 ? people : guests;
	// Now and then an event that a device made.
	const events = random.chance(0.1) ? [...shown.all('events')].map(({ id }) => id) : [];
	const eventId = random.pick(events.length > 0 ? events : eventIds);
	// Its registrations are read at any time, beside whatever else goes on.
	tab.engine.want(ofEvent(eventId));
	if (known.length === 0) return add({ phone, tab, random, eventId, someone: '' });
	await random.share(120, deeds, add)({ phone, tab, random, eventId, someone: random.pick(known) });
}

/** Few addresses, so that devices add the same one. */
const anAddress = (random: Random): string => `p${random.int(12)}@example.org`;

const newcomer = (random: Random) => ({
	id: random.uuid(),
	firstName: `First ${random.int(99)}`,
	email: anAddress(random)
});

/** Adds a person whom no device knows. */
export const addSomeone = (phone: Phone, tab: Tab, random: Random): Promise<void> =>
	phone.save(tab, addPerson, newcomer(random));

const add: Deed = ({ phone, tab, random }) => addSomeone(phone, tab, random);

/** Who types corrects it, often at once. No two texts are the same: which is shown tells which came last. */
const edit: Deed = async ({ phone, tab, random, someone }) => {
	const field = random.pick(['firstName', 'lastName', 'phone', 'note'] as const);
	do await phone.save(tab, updatePerson, { id: someone, fields: { [field]: random.uuid() } });
	while (random.chance(0.4));
};

const correctAddress: Deed = ({ phone, tab, random, someone }) => {
	const email = random.chance(0.2) ? null : anAddress(random);
	return phone.save(tab, updatePerson, { id: someone, fields: { email } });
};

/** Who is registered already comes, or doesn't after all: several devices see the same few at the door. */
const register: Deed = ({ phone, tab, random, eventId, someone }) => {
	const id = random.uuid();
	const confirmations = random.pick(['now', 'never'] as const);
	const guests = [...tab.engine.shown.registrationsOf(eventId)];
	const guest = guests.find(({ personId }) => personId === someone);
	if (guest) return arrive(phone, tab, guest, id, confirmations === 'never');
	const people = [{ id, personId: someone }];
	return phone.save(tab, addRegistrations, { eventId, people, confirmations, mailing: someone });
};

/** Mails wait: another one is taken back. All of somebody's go by one id: seeds go on finding what they found. */
const mail: Deed = ({ phone, tab, eventId, someone }) => {
	const guests = [...tab.engine.shown.registrationsOf(eventId)];
	const waits = guests.find(({ personId }) => personId === someone)?.mailState === 'queued';
	const mutation = waits ? takeBackMails : sendConfirmations;
	return phone.save(tab, mutation, { eventId, personIds: [someone], mailing: someone });
};

/** @param leaves whether what is known of their arrival is taken back; else they are marked, once more if need be */
function arrive(
	phone: Phone,
	tab: Tab,
	{ eventId, personId, admittedAt, admissionId, ledInAt }: Registration,
	newId: string,
	leaves: boolean
): Promise<void> {
	if (leaves && hasArrived({ admittedAt, ledInAt })) {
		const people = [{ personId, admissionId, ledInAt }];
		return phone.save(tab, takeBackArrivals, { eventId, people });
	}
	const people = [{ personId, at: Math.round(tab.engine.now()) }];
	return phone.save(tab, markArrived, { eventId, people, admissionId: newId });
}

/** Who was to get no mail was registered by mistake: not by the deed that is taken back, so that seeds find what they found. */
const cancel: Deed = ({ phone, tab, eventId, someone }) => {
	const guests = [...tab.engine.shown.registrationsOf(eventId)];
	const quiet = guests.find(({ personId }) => personId === someone)?.mailState === 'suppressed';
	const people = [{ id: someone, personId: someone }];
	return quiet
		? phone.save(tab, unregister, { eventId, people })
		: phone.save(tab, cancelRegistrations, { eventId, personIds: [someone] });
};

const registerByHand: Deed = ({ phone, tab, random, eventId }) =>
	phone.save(tab, registerSomeone, {
		...newcomer(random),
		...{ eventId, registrationId: random.uuid(), lastName: '' },
		confirmations: random.pick(['now', 'later'] as const)
	});

/** The import that some rows are. Its id is another's of theirs: seeds go on finding what they found. */
const importOf = (rows: readonly { registrationId: string }[]) => ({
	of: { id: rows[0]?.registrationId ?? '', fileName: 'f.csv', rowCount: rows.length, parts: 1 },
	part: 0
});

/** Rows of a spreadsheet: newcomers, of whom some are known, and somebody whom the device knows. */
const bringIn: Deed = ({ phone, tab, random, eventId: event, someone }) => {
	const all = [newcomer(random), newcomer(random), { id: someone, company: random.uuid() }];
	const eventId = random.chance(0.6) ? event : null;
	const rows = all
		.slice(random.int(all.length))
		.map((row) => ({ ...row, registrationId: random.uuid() }));
	const confirmations = random.pick(['now', 'never'] as const);
	return phone.save(tab, importPeople, {
		...{ ...importOf(rows), eventId, rows, confirmations },
		groups: []
	});
};

/** The same with groups, those that it makes among them, and values of the organisation's own fields. */
const bringInOwn: Deed = ({ phone, tab, random, eventId, someone }) => {
	const { shown } = tab.engine;
	const [group] = shown.all('groups');
	const [field] = shown.all('customFields');
	const made = { id: random.uuid(), name: `Group ${random.int(99)}` };
	const makes = random.chance(0.5);
	const value = random.pick([random.int(99), true, 'Vegan', '2026-05-14']);
	const own = {
		groupIds: makes ? [made.id] : group ? [group.id] : [],
		custom: field ? { [field.id]: value } : {}
	};
	const rows = [newcomer(random), { id: someone, phone: random.uuid() }].map((row) => ({
		...{ ...row, ...own },
		registrationId: random.uuid()
	}));
	const given = { eventId, rows, confirmations: 'never' as const };
	return random.pick([
		() =>
			phone.save(tab, importPeople, { ...importOf(rows), ...given, groups: makes ? [made] : [] }),
		() => phone.save(tab, importPeople2, { ...given, groups: makes ? [made] : [] }),
		() => phone.save(tab, importPeople1, given)
	])();
};

/** An import is taken back: one that was sent, or one that still waits beside it. */
const undo: Deed = async ({ phone, tab, random }) => {
	const imports = [...tab.engine.shown.all('imports')];
	if (imports.length === 0) return;
	const { id: importId, eventId } = random.pick(imports);
	await phone.save(tab, undoImport, { importId, part: 0, eventId });
};

const rotate: Deed = ({ phone, tab, random, eventId, someone }) => {
	const guests = [...tab.engine.shown.registrationsOf(eventId)];
	const guest = guests.find(({ personId }) => personId === someone);
	// What can be taken back is, every other time.
	const rotation = random.chance(0.5) ? guest?.keyRotation : null;
	const [mutation, id] = rotation ? [takeBackKeys, rotation] : [rotateKeys, random.uuid()];
	return phone.save(tab, mutation, { eventId, personIds: [someone], rotation: id });
};

const reveal: Deed = ({ phone, tab, random, eventId, someone }) =>
	phone.save(tab, revealKeys, {
		eventId,
		personIds: [someone],
		way: random.pick(keyUses),
		at: Math.round(tab.engine.now())
	});

const editEvent: Deed = ({ phone, tab, random, eventId }) => {
	const some: Partial<EventFields>[] = [
		{ title: `Title ${random.int(99)}` },
		{ description: random.uuid() },
		{ permalink: random.pick(['gala', 'ball']) },
		{ capacity: random.pick([null, 1, 2]) },
		{ room: { server: random.uuid(), name: `room-${random.int(99)}` } },
		{ roomUrl: `https://room.example/${random.int(99)}` },
		{ replayUrl: `https://replay.example/${random.int(99)}` },
		{ opensByCode: random.chance(0.5) },
		{ reminders: random.pick([[], [1440, 60], [5]]) },
		{ deviceLimit: random.pick([null, 1, 3]), entrySpread: random.pick([null, 0, 60]) },
		{
			replayFrom: startsAt + random.int(9) * 3_600_000,
			replayUntil: random.pick([null, 2 * startsAt])
		},
		{ message: random.uuid() },
		{ earlyEntry: random.pick([0, 15]), startsBy: random.pick(['clock', 'hand']) },
		{ startsAt: startsAt - random.int(9) * 3_600_000 }
	];
	return phone.save(tab, updateEvent, { id: eventId, fields: random.pick(some) });
};

/** Called off or deleted, and taken back where that is done already. */
const callOff: Deed = ({ phone, tab, random, eventId: id }) => {
	const event = tab.engine.shown.event(id);
	if (event?.deletedAt) return phone.save(tab, restoreEvent, { id });
	if (event?.status === 'cancelled') return phone.save(tab, reinstateEvent, { id });
	return phone.save(tab, random.chance(0.7) ? cancelEvent : deleteEvent, { id });
};

/** Something is done with a group; smart ones and others alike. */
const group: Deed = ({ phone, tab, random, someone }) => {
	const name = `Group ${random.int(99)}`;
	const match = random.pick(['all', 'any', 'each'] as const);
	const rule = { match, conditions: [{ on: 'language', not: false, language: 'fr' } as const] };
	const groups = [...tab.engine.shown.all('groups')];
	if (groups.length === 0 || random.chance(0.2))
		return phone.save(tab, addGroup, {
			...{ id: random.uuid(), name },
			rule: random.chance(0.3) ? rule : null
		});
	const { id, smart, deletedAt } = random.pick(groups);
	const members = { groupId: id, personIds: [someone] };
	if (deletedAt !== null) return phone.save(tab, restoreGroup, { id });
	return random.share<() => Promise<void>>(
		10,
		[
			[3, () => phone.save(tab, leaveGroup, members)],
			[2, () => phone.save(tab, updateGroup, { id, fields: smart ? { rule } : { name } })],
			[1, () => phone.save(tab, deleteGroup, { id })]
		],
		() => phone.save(tab, joinGroup, members)
	)();
};

/** A choice's first is renamed to and fro. */
function renamingOf({ choices }: CustomField) {
	const [first, ...others] = choices;
	if (first === undefined) return { fields: {}, renamed: [] };
	const now = first === 'Vegan' ? 'Plants' : 'Vegan';
	return { fields: { choices: [now, ...others] }, renamed: [[first, now] as [string, string]] };
}

/** A field of the organisation's own, or somebody's value of it. */
const customField: Deed = ({ phone, tab, random, someone }) => {
	const fields = [...tab.engine.shown.all('customFields')];
	const name = `Field ${random.int(99)}`;
	if (fields.length === 0 || random.chance(0.2)) {
		const kind = random.pick(customFieldKinds);
		const choices = kind === 'choice' ? ['Vegan', 'Halal'] : [];
		return phone.save(tab, addCustomField, { id: random.uuid(), name, kind, choices, position: 1 });
	}
	const field = random.pick(fields);
	const { id, deletedAt } = field;
	if (deletedAt !== null) return phone.save(tab, restoreCustomField, { id });
	const of = renamingOf(field);
	const value = random.pick([null, random.int(99), random.chance(0.5), 'Vegan', '2026-05-14']);
	return random.share<() => Promise<void>>(
		10,
		[
			[
				2,
				() =>
					phone.save(tab, updateCustomField, {
						...{ id, fields: { name, position: random.int(9), ...of.fields } },
						...{ renamed: of.renamed, personIds: [someone] }
					})
			],

			[1, () => phone.save(tab, deleteCustomField, { id })]
		],
		() => phone.save(tab, updatePerson, { id: someone, fields: {}, custom: { [id]: value } })
	)();
};

/** Somebody is merged with anybody whom the device shows, told apart from them, or either is taken back. */
const merge: Deed = ({ phone, tab, random, eventId, someone }) => {
	const { shown } = tab.engine;
	const of = { fields: {}, custom: {}, eventIds: [eventId] };
	const [merged] = shown.mergedInto(someone);
	if (merged && random.chance(0.5))
		return phone.save(tab, unmergePeople, {
			...{ ...of, id: someone, otherId: merged.id },
			...{ leaveGroupIds: [...merged.groupIds], registrationIds: null }
		});
	const others = [...shown.people()].map(({ id }) => id);
	const otherId = others.length > 0 ? random.pick(others) : random.uuid();
	const [apart] = shown.person(someone)?.toldApart ?? [];
	if (apart && random.chance(0.5))
		return phone.save(tab, takeForOne, { id: someone, otherId: apart });
	if (random.chance(0.3)) return phone.save(tab, tellApart, { id: someone, otherId });
	return phone.save(tab, mergePeople, { ...of, id: someone, otherId });
};

/** A view of the member's own. */
const view: Deed = ({ phone, tab, random }) => {
	const views = [...tab.engine.shown.all('savedViews')].map(({ id }) => id);
	const id = views.length > 0 && random.chance(0.7) ? random.pick(views) : random.uuid();
	if (views.includes(id) && random.chance(0.3)) return phone.save(tab, deleteView, { id });
	return phone.save(tab, saveView, {
		...{ id, list: 'people', name: `View ${random.int(99)}`, query: 'q=a' },
		columns: { shown: [{ column: 'email', width: null }] }
	});
};

/** Somebody on the event's stage, or what the stage needs. */
const onStage: Deed = ({ phone, tab, random, eventId }) => {
	const roles = [...tab.engine.shown.all('eventRoles')];
	const name = `Speaker ${random.int(99)}`;
	const email = random.pick([null, anAddress(random)]);
	if (roles.length === 0 || random.chance(0.2)) {
		const kind = random.pick(roleKinds);
		return phone.save(tab, addRole, { id: random.uuid(), eventId, kind, name, email });
	}
	const { id, eventId: at, mailState } = random.pick(roles);
	const one = { id, eventId: at };
	const mailed = { ...one, mailing: id };
	const way = random.pick(roleLinkWays);
	return random.share<() => Promise<void>>(
		10,
		[
			[1, () => phone.save(tab, restrictRole, { ...one, rights: [random.pick(roleRights)] })],
			[1, () => phone.save(tab, renewRole, one)],
			[1, () => phone.save(tab, revokeRole, one)],
			[1, () => phone.save(tab, restoreRole, one)],
			[
				1,
				() =>
					mailState === 'queued'
						? phone.save(tab, takeBackRoleMail, mailed)
						: phone.save(tab, sendRoleLink, mailed)
			],
			[1, () => phone.save(tab, noteRoleSent, { ...one, way, at: startsAt })],
			[1, () => phone.save(tab, prepareStage, { eventId, fields: { notes: random.uuid() } })]
		],
		() => phone.save(tab, updateRole, { ...one, fields: random.chance(0.5) ? { name } : { email } })
	)();
};

/** Somebody is invited, or an invitation that the device shows is sent again, withdrawn, or taken back. */
const invitation: Deed = async ({ phone, tab, random, someone }) => {
	await phone.unlessKilled(tab, () => tab.engine.need([allOf('invitations')]));
	const invitations = [...tab.engine.shown.all('invitations')];
	if (invitations.length === 0 || random.chance(0.4)) {
		const people = [{ id: random.uuid(), personId: someone }];
		return phone.save(tab, invitePeople, { people, mailing: random.uuid() });
	}
	const { id, revokedAt } = random.pick(invitations);
	const ids = [id];
	const mailed = { ids, mailing: id };
	if (revokedAt !== null) return phone.save(tab, restoreInvitations, { ids });
	return random.share<() => Promise<void>>(
		10,
		[
			[3, () => phone.save(tab, revokeInvitations, { ids })],
			[1, () => phone.save(tab, takeBackInvitations, mailed)],
			[2, () => phone.save(tab, takeBackInvitationMails, mailed)]
		],
		() => phone.save(tab, resendInvitations, mailed)
	)();
};

/** Somebody goes through the list of what was refused or done otherwise. */
const attend: Deed = async ({ phone, tab, random }) => {
	const { attention } = tab.engine;
	if (attention.length > 0) await phone.attend(tab, random.pick(attention), random.chance(0.5));
};

const startsAt = 2_000_000_000_000;

/** All of them wish the same permalink. */
const newEvent = (random: Random) => ({
	id: random.uuid(),
	title: 'Gala',
	description: '',
	permalink: 'gala',
	startsAt,
	endsAt: startsAt + 3_600_000,
	timeZone: 'Europe/Paris',
	language: 'fr' as const,
	roomUrl: null,
	replayUrl: null,
	earlyEntry: 0 as const,
	startsBy: 'clock' as const,
	reminders: [],
	capacity: random.pick([null, 1])
});

const create: Deed = ({ phone, tab, random }) => {
	const opensByCode = random.chance(0.5);
	return phone.save(tab, createEvent, {
		...{ ...newEvent(random), room: null },
		...{ ...plainEvent, opensByCode }
	});
};

/** What versions of the app that are not in use any more saved. */
const pastDeeds: readonly Deed[] = [
	({ phone, tab, random }) => phone.save(tab, createEvent1, newEvent(random)),
	({ phone, tab, random, someone }) =>
		phone.save(tab, updatePerson1, { id: someone, fields: { note: random.uuid() } }),
	({ phone, tab, random, eventId }) =>
		phone.save(tab, updateEvent1, { id: eventId, fields: { title: random.uuid() } }),
	({ phone, tab, eventId, someone }) =>
		phone.save(tab, rotateKeys1, { eventId, personIds: [someone] })
];

const asBefore: Deed = (desk) => desk.random.pick(pastDeeds)(desk);

/** Saves what each of those versions did. */
export async function doAsBefore(desk: Desk): Promise<void> {
	for (const deed of pastDeeds) await deed(desk);
}

const ofGuest = ({ eventId, someone }: Pick<Desk, 'eventId' | 'someone'>) => ({
	eventId,
	personIds: [someone]
});

/** What is done, and how often among 120; else somebody is added. What comes later goes to the end. */
const deeds: readonly (readonly [share: number, deed: Deed])[] = [
	[18, edit],
	[3, correctAddress],
	[4, ({ phone, tab, someone }) => phone.save(tab, deletePeople, { ids: [someone] })],
	[3, ({ phone, tab, someone }) => phone.save(tab, restorePeople, { ids: [someone] })],
	[16, register],
	[3, registerByHand],
	[4, bringIn],
	[4, cancel],
	[
		2,
		({ phone, tab, ...of }) =>
			phone.save(tab, admitRegistrations, { ...ofGuest(of), mailing: of.someone })
	],
	[2, mail],
	[9, rotate],
	[4, reveal],
	[5, editEvent],
	[1, callOff],
	[3, create],
	[6, group],
	[4, customField],
	[2, view],
	[2, asBefore],
	[1, ({ phone, tab, ...of }) => phone.save(tab, settleErasure, ofGuest(of))],
	[4, onStage],
	[1, ({ phone, tab, ...of }) => phone.save(tab, dismissDevices, ofGuest(of))],
	[4, merge],
	[3, undo],
	[2, bringInOwn],
	[2, attend],
	[2, ({ phone, tab, ...of }) => phone.save(tab, letWait, ofGuest(of))],
	[3, invitation]
];

/** Does each of those once, and brings newcomers into the directory alone, whom no right is needed to change. */
export async function doEverything(desk: Desk): Promise<void> {
	for (const [, deed] of deeds) await deed(desk);
	const { phone, tab, random } = desk;
	const rows = [{ ...newcomer(random), registrationId: random.uuid() }];
	const given = { eventId: null, rows, groups: [], confirmations: 'never' } as const;
	await phone.save(tab, importPeople, { ...importOf(rows), ...given, rows, groups: [] });
}
