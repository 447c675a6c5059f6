import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makeRegistration
} from '../testing/organisations.ts';

const applied = { outcome: 'applied' };

async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const door = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('none'), checkin: 'view' },
		events: [event.id]
	});
	const office = new Device(context, organisationId, host);
	return {
		context,
		organisationId,
		event,
		registration,
		office,
		door,
		at: new Device(context, organisationId, door)
	};
}

test('a group’s people and a field’s values reach who may hold them; at the door the group’s name alone', async () => {
	const { registration, office, at } = await open();
	const group = randomUUID();
	const field = randomUUID();
	const rule = {
		match: 'all' as const,
		conditions: [{ on: 'language' as const, not: false, language: 'fr' as const }]
	};
	const answers = await office.push(
		1,
		['groups.add@1', { id: group, name: 'Table 4', rule: null }],
		['groups.add@1', { id: randomUUID(), name: 'French', rule }],
		['groups.join@1', { groupId: group, personIds: [registration.personId] }],
		[
			'custom_fields.add@1',
			{ id: field, name: 'Diet', kind: 'choice', choices: ['vegan'], position: 1 }
		],
		['people.update@2', { id: registration.personId, fields: {}, custom: { [field]: 'vegan' } }]
	);
	expect(answers.results.map(({ outcome }) => outcome)).toMatchObject([
		applied,
		applied,
		applied,
		applied,
		applied
	]);
	await office.pull();
	await at.pull();
	const person = office.all('people').get(registration.personId);
	expect(person).toMatchObject({ groupIds: [group], custom: { [field]: 'vegan' } });
	expect(office.all('customFields').get(field)).toMatchObject({ choices: ['vegan'] });
	expect([...office.all('groupRules').values()]).toContainEqual({ rule });
	expect(at.all('registrations').get(registration.id)).toMatchObject({ groupIds: [group] });
	expect(at.all('groups').get(group)).toMatchObject({ name: 'Table 4', smart: false });
	for (const hidden of ['people', 'customFields', 'groupRules'] as const)
		expect(at.all(hidden).size).toBe(0);
});

test('who joins a group at one stroke keeps the others, and each one’s change is noted', async () => {
	const { context, organisationId, event, office } = await open();
	const [old, made] = [randomUUID(), randomUUID()];
	const registrations = await Promise.all(
		Array.from({ length: 4 }, () => makeRegistration(context.db, organisationId, event.id))
	);
	const ids = registrations.map(({ personId }) => personId);
	const [first = '', , third = ''] = ids;
	await office.push(
		1,
		['groups.add@1', { id: old, name: 'Choir', rule: null }],
		['groups.add@1', { id: made, name: 'Table 4', rule: null }],
		['groups.join@1', { groupId: old, personIds: [first, third] }],
		['groups.join@1', { groupId: made, personIds: ids }]
	);
	await office.pull();
	for (const id of ids)
		expect(office.all('people').get(id)).toMatchObject({
			groupIds: id === first || id === third ? [old, made] : [made]
		});
	const noted = await context.db
		.selectFrom('personChanges')
		.select(({ fn }) => ['personId', fn.countAll<number>().as('times')])
		.where('organisationId', '=', organisationId)
		.where('deed', '=', 'groups.join')
		.groupBy('personId')
		.execute();
	expect(new Map(noted.map(({ personId, times }) => [personId, Number(times)]))).toEqual(
		new Map(ids.map((id) => [id, id === first || id === third ? 2 : 1]))
	);
});

test('a saved view reaches the other devices of who saved it, and nobody else’s', async () => {
	const { context, organisationId, office, door, at } = await open();
	const id = randomUUID();
	const columns = { shown: [{ column: 'email', width: 240 }] };
	const view = { id, list: 'registrations', name: 'Mine', query: 'tab=waiting', columns };
	expect(await at.push(1, ['saved_views.save@1', view])).toMatchObject({
		results: [{ outcome: applied }]
	});
	const second = new Device(context, organisationId, door);
	await second.pull();
	await office.pull();
	expect(second.all('savedViews').get(id)).toMatchObject({ name: 'Mine', columns });
	expect(office.all('savedViews').size).toBe(0);
	expect(
		await office.push(1, ['saved_views.save@1', { ...view, name: 'Not yours' }])
	).toMatchObject({ results: [{ outcome: { outcome: 'refused', refusal: 'missing' } }] });
});

test('a renamed choice is what its people have, rules ask for, and everybody’s views, by one change', async () => {
	const { context, organisationId, registration, office, at } = await open();
	const [diet, other, group, mine, theirs] = Array.from({ length: 5 }, () => randomUUID()) as [
		...[string, string, string, string, string]
	];
	const asks = (fieldId: string) => ({
		...{ on: 'custom' as const, not: true, fieldId, is: 'equals' as const, value: 'Vegan' }
	});
	const queryOf = (choice: string) =>
		`sort=name&field.${diet}=equals.%22${choice}%22&field.${other}=equals.%22Vegan%22`;
	const view = { list: 'people', name: 'Vegans', query: queryOf('Vegan'), columns: null };
	const field = { name: 'Diet', kind: 'choice', choices: ['Vegan', 'Fish'], position: 1 };
	const [one, two] = [registration.personId, randomUUID()];
	await at.push(1, ['saved_views.save@1', { id: theirs, ...view }]);
	await office.push(
		1,
		['custom_fields.add@1', { id: diet, ...field }],
		['custom_fields.add@1', { id: other, ...field, name: 'Menu' }],
		['people.update@2', { id: one, fields: {}, custom: { [diet]: 'Vegan', [other]: 'Vegan' } }],
		['people.add@1', { id: two, firstName: 'Two' }],
		['people.update@2', { id: two, fields: {}, custom: { [diet]: 'Fish' } }],
		['saved_views.save@1', { id: mine, ...view }],
		[
			'groups.add@4',
			{ id: group, name: 'V', rule: { match: 'any', conditions: [asks(diet), asks(other)] } }
		]
	);
	const change = (choices: string[], renamed: [string, string][]) =>
		[
			'custom_fields.update@2',
			{ id: diet, fields: { choices }, renamed, personIds: [one, two] }
		] as [string, unknown];
	const { results } = await office.push(8, change(['Plants', 'Fish'], [['Vegan', 'Plants']]));
	expect(results).toMatchObject([{ outcome: applied }]);
	await office.pull();
	await at.pull();
	const { choices } = office.all('customFields').get(diet) as { choices: string[] };
	expect(choices).toEqual(['Plants', 'Fish']);
	const valuesOf = (id: string) => office.all('people').get(id)?.['custom'];
	expect(valuesOf(one)).toEqual({ [diet]: 'Plants', [other]: 'Vegan' });
	expect(valuesOf(two)).toEqual({ [diet]: 'Fish' });
	expect(office.all('groupRules').get(group)).toMatchObject({
		rule: { conditions: [{ value: 'Plants', not: true }, { value: 'Vegan' }] }
	});
	expect(office.all('savedViews').get(mine)).toMatchObject({ query: queryOf('Plants') });
	expect(at.all('savedViews').get(theirs)).toMatchObject({ query: queryOf('Plants') });
	const noted = await context.db
		.selectFrom('personChanges')
		.select(['personId', 'before', 'after'])
		.where('organisationId', '=', organisationId)
		.where('deed', '=', 'custom_fields.update')
		.execute();
	const said = (value: string) => ({ [`custom.${diet}`]: value });
	expect(noted).toEqual([{ personId: one, before: said('Vegan'), after: said('Plants') }]);
	// Taken back, all is as it was; by who may not define fields, nothing is done.
	await office.push(9, change(['Vegan', 'Fish'], [['Plants', 'Vegan']]));
	await office.pull();
	expect(valuesOf(one)).toEqual({ [diet]: 'Vegan', [other]: 'Vegan' });
	expect(office.all('savedViews').get(mine)).toMatchObject({ query: queryOf('Vegan') });
	const refused = await at.push(2, change(['Plants', 'Fish'], [['Vegan', 'Plants']]));
	expect(refused.results).toMatchObject([{ outcome: { refusal: 'not_allowed' } }]);
});

test('a change of nothing is applied, and stops nothing behind it', async () => {
	const { event, registration, office } = await open();
	const answers = await office.push(
		1,
		['events.update@4', { id: event.id, fields: {} }],
		['people.update@2', { id: registration.personId, fields: {}, custom: {} }],
		['people.update@2', { id: registration.personId, fields: { company: 'Acme' }, custom: {} }]
	);
	expect(answers.results.map(({ outcome }) => outcome)).toMatchObject([applied, applied, applied]);
});
