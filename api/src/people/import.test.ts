import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeOrganisation } from '../testing/organisations.ts';

const applied = { outcome: 'applied', notices: [] };

async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	return { context, organisationId, host, office: new Device(context, organisationId, host) };
}

test('rows bring values of own fields and groups, those they make among them', async () => {
	const { office } = await open();
	const [diet, choir, brass] = [randomUUID(), randomUUID(), randomUUID()];
	const [ana, bo] = [randomUUID(), randomUUID()];
	const answers = await office.push(
		1,
		[
			'custom_fields.add@1',
			{ id: diet, name: 'Diet', kind: 'choice', choices: ['Vegan'], position: 1 }
		],
		['groups.add@1', { id: choir, name: 'Choir', rule: null }],
		['people.add@1', { id: ana, firstName: 'Ana', email: 'ana@example.org' }],
		['groups.join@1', { groupId: choir, personIds: [ana] }],
		[
			'people.import@2',
			{
				eventId: null,
				confirmations: 'never',
				groups: [{ id: brass, name: 'Brass' }],
				rows: [
					{ id: ana, registrationId: randomUUID(), email: 'ana@example.org', groupIds: [brass] },
					{
						...{ id: bo, registrationId: randomUUID(), email: 'bo@example.org' },
						...{ custom: { [diet]: 'Vegan' }, groupIds: [choir, brass] }
					}
				]
			}
		]
	);
	expect(answers.results.map(({ outcome }) => outcome)).toEqual(Array(5).fill(applied));
	await office.pull();
	expect(office.all('groups').get(brass)).toMatchObject({ name: 'Brass', smart: false });
	expect(office.all('people').get(ana)).toMatchObject({ groupIds: [choir, brass], custom: {} });
	expect(office.all('people').get(bo)).toMatchObject({
		groupIds: [choir, brass],
		custom: { [diet]: 'Vegan' }
	});
});
