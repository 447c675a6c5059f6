import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsBy, isInGroup, knownGroups, type Facts } from '@foyer/shared/group-rules';
import { hasStanding, placeOf, type Standing } from '@foyer/shared/standings';
import type { CustomField } from '@foyer/shared/custom-fields';
import { ruleFields, type Condition, type Group, type GroupRule } from '@foyer/shared/groups';
import { invitedStates } from '@foyer/shared/invitations';
import { locales } from '@foyer/shared/locales';
import type { Person } from '@foyer/shared/people';
import { mailStates, registrationStatuses, type Registration } from '@foyer/shared/registrations';
import { sightOf, type Sight } from '@foyer/shared/sight';
import { allLevels, type MemberActor } from '@foyer/shared/team';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	personLike,
	registrationLike
} from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';

/** Those of a member who sees people, and not which of them are invited. */
const blindLevels = { ...allLevels('manage'), invitations: 'none' as const };
/** Those of a member who sees people, and not for what they are registered. */
const eventlessLevels = {
	...allLevels('manage'),
	events: 'none' as const,
	checkin: 'none' as const
};

const eventIds = Array.from({ length: 3 }, () => randomUUID());
const groupIds = Array.from({ length: 6 }, () => randomUUID());
const fieldIds = Array.from({ length: 3 }, () => randomUUID());

const word = fc.constantFrom('', 'Inès', 'INES', 'Bo', 'œuvre', 'محمد', ' b', '10', '9');
const value = fc.oneof(word, fc.boolean(), fc.constantFrom(9, 10, -1.5));
const eventId = fc.option(fc.constantFrom(...eventIds));
const not = fc.boolean();

const condition: fc.Arbitrary<Condition> = fc.oneof(
	fc.record({
		on: fc.constant('field' as const),
		not,
		field: fc.constantFrom(...ruleFields),
		is: fc.constantFrom('equals' as const, 'contains' as const, 'filled' as const),
		value: word
	}),
	fc.record({
		on: fc.constant('custom' as const),
		not,
		fieldId: fc.constantFrom(...fieldIds),
		is: fc.constantFrom('equals', 'contains', 'filled', 'less', 'greater' as const),
		value: fc.option(value)
	}),
	fc.record({
		on: fc.constant('language' as const),
		not,
		language: fc.constantFrom(null, ...locales)
	}),
	fc.record({ on: fc.constant('group' as const), not, groupId: fc.constantFrom(...groupIds) }),
	fc.record({ on: fc.constant('registered' as const), not, eventId }),
	fc.record({
		on: fc.constant('mail' as const),
		not,
		eventId,
		state: fc.constantFrom(...mailStates)
	}),
	fc.record({ on: fc.constant('attended' as const), not, eventId }),
	fc.record({
		on: fc.constant('invitation' as const),
		not,
		state: fc.constantFrom(...invitedStates)
	})
);
const rule: fc.Arbitrary<GroupRule> = fc.record({
	match: fc.constantFrom('all' as const, 'any' as const, 'each' as const),
	conditions: fc.array(condition, { minLength: 1, maxLength: 3 })
});
const group = fc.record({ rule: fc.option(rule, { freq: 5 }), deleted: fc.boolean() });
/** Nobody came, somebody was marked, or led in by their link. */
const arrivals = [
	{ admittedAt: null, admissionId: null, ledInAt: null },
	{ admittedAt: 1, admissionId: randomUUID(), ledInAt: null },
	{ admittedAt: null, admissionId: null, ledInAt: 1 }
];
const registration = fc.record({
	eventId: fc.constantFrom(...eventIds),
	status: fc.constantFrom(...registrationStatuses),
	mailState: fc.constantFrom(...mailStates),
	arrival: fc.constantFrom(...arrivals)
});
const person = fc.record({
	firstName: word,
	lastName: word,
	company: word,
	note: word,
	language: fc.option(fc.constantFrom(...locales)),
	groupIds: fc.subarray(groupIds),
	custom: fc.dictionary(fc.constantFrom(...fieldIds), value),
	/** Merged into who came before them; of the first, nothing. */
	merged: fc.boolean(),
	deleted: fc.nat({ max: 9 }).map((one) => one === 0),
	registrations: fc.uniqueArray(registration, { selector: (one) => one.eventId })
});

/**
 * What a device makes of it: the same rules over the rows that came by the feed.
 * @param sight of its user; to whom it is given, nobody is invited
 */
function countOnDevice(device: Device, sight: Sight): Record<string, number> {
	const joined = <Row>(...fragments: Parameters<Device['all']>[0][]): Map<string, Row> =>
		new Map(
			[...device.all(fragments[0] ?? 'people')].map(([id]) => [
				id,
				Object.assign({ id }, ...fragments.map((fragment) => device.all(fragment).get(id))) as Row
			])
		);
	const groups = joined<Group>('groups', 'groupRules');
	const people = joined<Person>('people');
	const registrations = [...joined<Registration>('registrations').values()];
	const fields = [...joined<CustomField>('customFields').values()];
	const deletedFields = new Set(fields.flatMap(({ id, deletedAt }) => (deletedAt ? [id] : [])));
	const known = knownGroups(groups, deletedFields, sight);
	const meant = (id: string): string => {
		const into = people.get(id)?.mergedInto;
		return into ? meant(into) : id;
	};
	const factsOf = (one: Person): Facts => {
		const has = (standing: Standing) =>
			registrations.some(
				(row) => meant(row.personId) === one.id && hasStanding(placeOf(row), standing)
			);
		return {
			...{ person: one, groups, deletedFields, knownGroups: known, sight },
			...factsBy(has),
			invited: () => (sight.invitations ? 'none' : null)
		};
	};
	const present = [...people.values()].filter(
		({ deletedAt, mergedInto }) => deletedAt === null && mergedInto === null
	);
	const counted = [...groups.values()].filter(({ deletedAt }) => deletedAt === null);
	return Object.fromEntries(
		counted.map(({ id }) => [id, present.filter((one) => isInGroup(id, factsOf(one))).length])
	);
}

test('rules gather as many on the server as on a device, whoever there is and whatever they ask', async () => {
	const context = await openTestContext();
	const { db } = context;
	await fc.assert(
		fc.asyncProperty(
			fc.array(person, { maxLength: 12 }),
			fc.array(group, { minLength: groupIds.length, maxLength: groupIds.length }),
			async (people, groups) => {
				const { organisationId, host } = await makeOrganisation(db);
				for (const id of eventIds) await makeEvent(db, organisationId, { id });
				for (const [position, id] of fieldIds.entries())
					await db
						.insertInto('customFields')
						.values({
							...{ organisationId, id, name: `Field ${position}`, kind: 'text' },
							...{ choices: [], position, createdAt: 0, deletedAt: position === 0 ? 1000 : null }
						})
						.execute();
				let before: string | null = null;
				for (const { registrations, merged, deleted, ...fields } of people) {
					const plain = personLike();
					await db
						.insertInto('people')
						.values({
							organisationId,
							...plain,
							...fields,
							deletedAt: deleted ? 1000 : null,
							mergedInto: merged ? before : null
						})
						.execute();
					before = plain.id;
					for (const { arrival, ...of } of registrations)
						await db
							.insertInto('registrations')
							.values({
								organisationId,
								...registrationLike(plain, of.eventId),
								...{ ...of, ...arrival }
							})
							.execute();
				}
				for (const [at, { rule: asked, deleted }] of groups.entries())
					await db
						.insertInto('groups')
						.values({
							organisationId,
							id: groupIds[at] ?? '',
							name: `Group ${at}`,
							smart: asked !== null,
							rule: asked,
							createdAt: 0,
							deletedAt: deleted ? 1000 : null
						})
						.execute();
				const blind = await makeMember(db, organisationId, { levels: blindLevels });
				const eventless = await makeMember(db, organisationId, { levels: eventlessLevels });
				for (const member of [host, blind, eventless]) {
					const device = new Device(context, organisationId, member);
					await device.pull();
					const caller = appRouter.createCaller(requestOf(context, member.userId));
					expect(await caller.groups.counts({ organisationId })).toEqual(
						countOnDevice(device, sightOf(member))
					);
				}
			}
		),
		{ numRuns: 30 }
	);
}, 120_000);

test('while a group is deleted, a rule that asks for it fits nobody, nor does who asks for that one', async () => {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const people = [personLike(), personLike(), personLike()];
	await context.db
		.insertInto('people')
		.values(people.map((one) => ({ organisationId, ...one })))
		.execute();
	const [choir, singers, others, outside] = groupIds as [string, string, string, string];
	const device = new Device(context, organisationId, host);
	const add = (id: string, asked: string | null, not = false): [string, unknown] => [
		'groups.add@4',
		{
			...{ id, name: id },
			rule: asked && { match: 'all', conditions: [{ on: 'group', not, groupId: asked }] }
		}
	];
	await device.push(
		1,
		add(choir, null),
		['groups.join@1', { groupId: choir, personIds: [people[0]?.id] }],
		add(singers, choir),
		add(others, choir, true),
		add(outside, singers, true)
	);
	const caller = appRouter.createCaller(requestOf(context, host.userId));
	const fits = async (expected: Record<string, number>) => {
		await device.pull();
		expect(await caller.groups.counts({ organisationId })).toEqual(expected);
		expect(countOnDevice(device, sightOf(host))).toEqual(expected);
	};
	await fits({ [choir]: 1, [singers]: 1, [others]: 2, [outside]: 2 });
	await device.push(6, ['groups.delete@1', { id: choir }]);
	await fits({ [singers]: 0, [others]: 0, [outside]: 0 });
	await device.push(7, ['groups.restore@1', { id: choir }]);
	await fits({ [choir]: 1, [singers]: 1, [others]: 2, [outside]: 2 });
});

test('whoever may not see invitations finds nobody by them, by way of other groups neither', async () => {
	const context = await openTestContext();
	const { db } = context;
	const { organisationId, host } = await makeOrganisation(db);
	const people = ['fr' as const, 'nl' as const, null].map((language) => ({
		...{ organisationId, ...personLike() },
		language
	}));
	await db.insertInto('people').values(people).execute();
	const uninvited: Condition = { on: 'invitation', not: false, state: 'none' };
	const accepted: Condition = { ...uninvited, state: 'accepted' };
	const french: Condition = { on: 'language', not: false, language: 'fr' };
	const asking = (groupId = '', not = false): Condition => ({ on: 'group', not, groupId });
	const [joined, others, guests, noGuests, outside, direct] = groupIds;
	const rules: [string | undefined, GroupRule['match'], ...Condition[]][] = [
		[joined, 'all', accepted],
		[others, 'all', asking(joined, true)],
		[guests, 'any', french, uninvited],
		[noGuests, 'all', asking(guests, true)],
		[outside, 'any', asking(others, true), french],
		[direct, 'all', { ...accepted, not: true }]
	];
	for (const [id = '', match, ...conditions] of rules)
		await db
			.insertInto('groups')
			.values({
				...{ organisationId, id, name: id, smart: true, rule: { match, conditions } },
				...{ createdAt: 0, deletedAt: null }
			})
			.execute();
	const counted = async (userId: string) => {
		const caller = appRouter.createCaller(requestOf(context, userId));
		const counts = await caller.groups.counts({ organisationId });
		return groupIds.map((id) => counts?.[id]);
	};
	expect(await counted(host.userId)).toEqual([0, 3, 3, 0, 1, 3]);
	const blind = await makeMember(db, organisationId, { levels: blindLevels });
	expect(await counted(blind.userId)).toEqual([0, 0, 1, 0, 1, 0]);
});

test('whoever sees no registrations finds nobody by them, by way of other groups neither', async () => {
	const context = await openTestContext();
	const { db } = context;
	const { organisationId, host } = await makeOrganisation(db);
	const [eventId = '', other = ''] = eventIds;
	for (const id of [eventId, other]) await makeEvent(db, organisationId, { id });
	const people = [personLike(), personLike(), personLike()] as const;
	await db
		.insertInto('people')
		.values(people.map((one) => ({ organisationId, ...one })))
		.execute();
	await db
		.insertInto('registrations')
		.values({ organisationId, ...registrationLike(people[0], eventId) })
		.execute();
	const [going, absent, elsewhere, outside, among] = groupIds as [
		string,
		string,
		string,
		string,
		string
	];
	const rules: [string, Condition][] = [
		[going, { on: 'registered', not: false, eventId }],
		[absent, { on: 'attended', not: true, eventId }],
		[elsewhere, { on: 'registered', not: true, eventId: null }],
		[outside, { on: 'group', not: true, groupId: going }],
		[among, { on: 'group', not: false, groupId: absent }]
	];
	for (const [id, asked] of rules)
		await db
			.insertInto('groups')
			.values({
				...{ organisationId, id, name: id, smart: true },
				rule: { match: 'all', conditions: [asked] },
				...{ createdAt: 0, deletedAt: null }
			})
			.execute();
	const fits = async (member: MemberActor, expected: number[]) => {
		const device = new Device(context, organisationId, member);
		await device.pull();
		const caller = appRouter.createCaller(requestOf(context, member.userId));
		const counts = Object.fromEntries(rules.map(([id], at) => [id, expected[at]]));
		expect(await caller.groups.counts({ organisationId })).toEqual(counts);
		expect(countOnDevice(device, sightOf(member))).toEqual(counts);
	};
	await fits(host, [1, 3, 2, 2, 3]);
	const eventless = await makeMember(db, organisationId, { levels: eventlessLevels });
	await fits(eventless, [0, 0, 0, 0, 0]);
});

test('more people than one page are counted; who sees one event alone is told nothing', async () => {
	const context = await openTestContext();
	const { db } = context;
	const { organisationId, host } = await makeOrganisation(db);
	const crowd = Array.from({ length: 4500 }, () => ({ organisationId, ...personLike() }));
	for (let from = 0; from < crowd.length; from += 500)
		await db
			.insertInto('people')
			.values(crowd.slice(from, from + 500))
			.execute();
	const [id = ''] = groupIds;
	const french = { match: 'all', conditions: [{ on: 'language', not: false, language: 'fr' }] };
	await db
		.insertInto('groups')
		.values({
			organisationId,
			id,
			name: 'French',
			smart: true,
			rule: french as GroupRule,
			createdAt: 0,
			deletedAt: null
		})
		.execute();
	const countsFor = (userId: string) =>
		appRouter.createCaller(requestOf(context, userId)).groups.counts({ organisationId });
	expect(await countsFor(host.userId)).toEqual({ [id]: 4500 });
	const limited = await makeMember(db, organisationId, { levels: allLevels('manage'), events: [] });
	await expect(countsFor(limited.userId)).rejects.toThrow('missing');
});
