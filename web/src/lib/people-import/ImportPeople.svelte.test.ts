import type { CustomField } from '@foyer/shared/custom-fields';
import { noContext, type ImportContext } from '@foyer/shared/people-import';
import { barePerson, type Person } from '@foyer/shared/people';
import { importPeople } from '@foyer/shared/people-import-mutations';
import type { ConfirmationChoice } from '@foyer/shared/registrations';
import type { ComponentProps } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice } from '../testing/device.ts';
import type { ImportBatch } from './batches.ts';
import ImportPeople from './ImportPeople.svelte';

const event = {
	id: '7b0f6a3e-6f0f-4f37-9b3e-0d3f3f1f7a01',
	title: 'Opening night',
	isOver: false,
	left: Infinity,
	isRegistered: () => false
};
const ana: Person = {
	...barePerson,
	...{ id: '0d9a2c58-25a5-4b0e-8a0a-0b6b1b1f7a02', createdAt: 0 },
	...{ firstName: 'Ana', company: 'Acme', email: 'ana@example.org' }
};

let imported: (readonly ImportBatch[])[] = [];
beforeEach(() => {
	imported = [];
});

const show = (place: Partial<ComponentProps<typeof ImportPeople>> = {}) =>
	render(ImportPeople, {
		event: null,
		naming: noContext,
		knowsPeople: true,
		ready: true,
		knownByEmail: (email) => (email === ana.email ? ana : undefined),
		knownById: (id) => (id === ana.id ? ana : undefined),
		onImport: async (batches: readonly ImportBatch[]) => void imported.push(batches),
		seeThem: '#people',
		...place
	});

const input = () => page.getByLabelText(/Choose a file/);

async function choose(content: BlobPart, name = 'members.csv') {
	await userEvent.upload(input(), new File([content], name));
}

const button = (name: string | RegExp) => page.getByRole('button', { name });

const members = [
	'Prénom,Table,Courriel,Langue',
	'Ana,4,ana@example.org,fr',
	'Bo,5,bo@example,nl',
	'Cy,6,cy@example.org,Klingon',
	'Di,7,ANA@example.org,en',
	'Ed,8,Ed <ed@example.org>,'
].join('\n');

describe('importing a file', () => {
	test('rows that need a look are listed with their reasons, corrected in place, and imported with the others', async () => {
		await show({ event });
		await choose(members);
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('3 rows need a look; the other 2 are ready.');
		await expect.element(summary).toHaveFocus();
		await expect
			.element(page.getByRole('heading', { name: 'What changes of 1 person' }))
			.toBeVisible();
		await expect.element(page.getByText(/This column .* is ignored: Table/)).toBeVisible();
		await expect.element(page.getByText('“bo@example” is not an e-mail address.')).toBeVisible();
		await expect
			.element(page.getByText(/ana@example.org stands in rows 2 and 5. Row 2 counts/))
			.toBeVisible();

		await page.getByLabelText('E-mail', { exact: true }).first().fill('bo@example.org');
		await userEvent.tab();
		await expect.element(summary).toHaveTextContent('2 rows need a look; the other 3 are ready.');
		await page.getByLabelText('Language').selectOptions('Nederlands');
		await expect.element(summary).toHaveTextContent('1 row needs a look; the other 4 are ready.');

		await page.getByText('Send now').click();
		await button('Import 4 people and send 4 mails').click();
		await expect.element(page.getByRole('heading', { name: '4 people imported' })).toHaveFocus();
		const [batch] = imported.flat();
		expect(batch).toMatchObject({
			eventId: event.id,
			confirmations: 'now' satisfies ConfirmationChoice
		});
		expect(batch?.rows.map(({ email, language }) => [email, language])).toEqual([
			['ana@example.org', 'fr'],
			['bo@example.org', 'nl'],
			['cy@example.org', 'nl'],
			['ed@example.org', undefined]
		]);
		expect(batch?.rows[0]?.id).toBe(ana.id);
	}, 60_000);

	test('that the others get it later is said of what waits on this device alone', async () => {
		const saved = page.getByText(/^Saved on this device/);
		const bring = async (place: Partial<ComponentProps<typeof ImportPeople>> = {}) => {
			const shown = await show(place);
			await choose('email\nbo@example.org');
			await button('Import 1 person').click();
			await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
			return shown;
		};
		const device = await openTestDevice({});
		const nothingWaits = await bring();
		expect(saved.query()).toBeNull();
		await nothingWaits.unmount();
		await bring({
			onImport: async (batches: readonly ImportBatch[]) => {
				await local.saveAll(importPeople, batches);
				return undefined;
			}
		});
		await expect.element(saved).toBeVisible();
		await device.close();
	});

	test('rows that were left out are told once the others are imported, with the file to correct', async () => {
		await show();
		await choose('email\nbo@example.org\ncy@example\ndi');
		await button('Leave out row 3').click();
		await button('Import 1 person').click();
		await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
		await expect.element(page.getByText('2 rows were left out.')).toBeVisible();
		const names: string[] = [];
		const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
			this: HTMLAnchorElement
		) {
			names.push(this.download);
		});
		await button('Download the file with an “Error” column').click();
		await expect.poll(() => names).toEqual([expect.stringMatching(/^members \(to correct\)/)]);
		saved.mockRestore();
	});

	test('another file isn’t chosen over corrected rows before that is asked', async () => {
		await show();
		await choose('email\nbo@example\ncy');
		await page.getByLabelText('E-mail', { exact: true }).first().fill('bo@example.org');
		await userEvent.tab();
		await expect.element(button('Import 1 person')).toBeEnabled();
		const another = button('Choose another file');
		const question = page.getByRole('dialog', { name: 'Leave this import?' });
		await another.click();
		await expect.element(question.getByText(/the row you corrected/)).toBeVisible();
		await question.getByRole('button', { name: 'Cancel' }).click();
		await expect.element(button('Import 1 person')).toBeEnabled();
		await another.click();
		await question.getByRole('button', { name: 'Choose another file' }).click();
		await expect.element(input()).toHaveFocus();
		expect(question.query()).toBeNull();

		// Where nothing was corrected, nothing is lost.
		await choose('email\nbo@example\ncy');
		await another.click();
		await expect.element(input()).toHaveFocus();
	});

	test('a row left out frees its address, and can be taken back', async () => {
		await show();
		await choose('email,taal\nana@example.org,??\nANA@example.org,nl\n');
		await expect
			.element(page.getByRole('heading', { level: 2 }))
			.toHaveTextContent('2 rows need a look; none is ready yet.');
		await expect.element(button('Import 0 people')).toBeDisabled();
		await button('Leave out row 2').click();
		await expect.element(button('Import 1 person')).toBeEnabled();
		await button('Take back row 2').click();
		await expect.element(button('Import 0 people')).toBeDisabled();
	});

	test.each([
		['email\nana@example.org\nbo@example', '1 row needs a look; the other one is ready.'],
		['email\nana@example.org\nbo@example\ncy', '2 rows need a look; the other one is ready.']
	])('%j: %s', async (content, words) => {
		await show();
		await choose(content);
		await expect.element(page.getByRole('heading', { level: 2 })).toHaveTextContent(words);
	});

	test('a double click imports once', async () => {
		let finish = () => {};
		const saving = new Promise<void>((resolve) => (finish = resolve));
		await show({
			onImport: async (batches) => {
				imported.push(batches);
				await saving;
			}
		});
		await choose('email\nbo@example.org');
		await button('Import 1 person').dblClick();
		finish();
		await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
		expect(imported).toHaveLength(1);
	});

	test('saving is given up: nothing is imported, and the preview is there again with all that was done in it', async () => {
		const turns = Array.from({ length: 2 }, () => Promise.withResolvers<void>());
		await show({
			onImport: async (batches, told) => {
				for (const turn of turns) {
					await turn.promise;
					told(1);
				}
				imported.push(batches);
			}
		});
		await choose('email,name\nbo@example.org,Bo\n,Cy');
		await button('Import 2 people').click();
		turns[0]?.resolve();
		await button('Cancel').click();
		turns[1]?.resolve();
		await expect.element(button('Import 2 people')).toBeVisible();
		expect(imported).toEqual([]);
		await button('Import 2 people').click();
		await expect.element(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
		expect(imported).toHaveLength(1);
	});

	test('what could not be saved stays, and is tried again with the same ids', async () => {
		await show({
			onImport: async (batches) => {
				imported.push(structuredClone(batches));
				if (imported.length === 1) throw new DOMException('full', 'QuotaExceededError');
			}
		});
		await choose('email,name\nbo@example.org,Bo\n,Cy');
		await button('Import 2 people').click();
		await expect.element(page.getByText(/^This device is full, so nothing/)).toBeVisible();
		await button('Import 2 people').click();
		await expect.element(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
		expect(imported[1]).toEqual(imported[0]);
	});

	test('who has no address comes in, known by an exported id, and is counted for no mail', async () => {
		const { id } = ana;
		await show({
			event,
			knownById: (known) => (known === id ? { ...ana, email: null } : undefined)
		});
		await choose(`E-mail,Name,Phone,Foyer ID\n,Ana,0470,${id}\n,,0471,\nbo@example.org,Bo,,\n,,,`);
		await expect
			.element(page.getByRole('heading', { level: 2 }))
			.toHaveTextContent('All 3 rows are ready.');
		await expect.element(page.getByText(/^2 rows have no address.*\(rows 2, 3\)/)).toBeVisible();
		await page.getByText('Send now').click();
		await button('Import 3 people and send 1 mail').click();
		await expect.element(page.getByRole('heading', { name: '3 people imported' })).toBeVisible();
		const rows = imported.flat(2).flatMap((batch) => batch.rows);
		expect(rows.map(({ id, email, phone }) => [id === ana.id, email, phone])).toEqual([
			[true, undefined, '0470'],
			[false, undefined, '0471'],
			[false, 'bo@example.org', undefined]
		]);
	});

	test('an export of other columns than the address is read by the ids in it', async () => {
		await show();
		await choose(`Prénom;Société;Foyer ID\nAna;New;${ana.id}`, 'people.csv');
		await expect.element(page.getByText('1 row is ready.')).toBeVisible();
		await page.getByText('What the 3 columns hold').click();
		await expect.element(page.getByLabelText('Foyer ID', { exact: true })).toHaveValue('id');
		await button('Import 1 person').click();
		await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
		expect(imported.flat(2).flatMap(({ rows }) => rows)).toMatchObject([
			{ id: ana.id, company: 'New' }
		]);
	});

	test('10,000 rows become 20 mutations, and the page keeps answering meanwhile', async () => {
		await show();
		const rows = Array.from({ length: 10_000 }, (_, at) => `P${at},p${at}@example.org`);
		let turns = 0;
		const counting = setInterval(() => turns++, 4);
		await choose(['Voornaam,E-mail', ...rows].join('\n'));
		await expect
			.element(page.getByRole('heading', { level: 2 }))
			.toHaveTextContent('All 10,000 rows are ready.');
		clearInterval(counting);
		expect(turns).toBeGreaterThan(2);
		await button('Import 10,000 people').click();
		await expect
			.element(page.getByRole('heading', { name: '10,000 people imported' }))
			.toBeVisible();
		expect(imported.flat().map(({ rows }) => rows.length)).toEqual(
			Array.from({ length: 20 }, () => 500)
		);
	});

	test('pasted rows are read like a file', async () => {
		await show();
		await page.getByText('Paste from a spreadsheet instead').click();
		await page.getByLabelText(/^Rows with their headers/).fill('E-mail\tNaam\nbo@example.org\tBo');
		await button('Check these rows').click();
		await expect.element(button('Import 1 person')).toBeVisible();
	});

	test.each([
		['%PDF-1.4', 'sheet.xlsx', 'This is a PDF, not a spreadsheet.'],
		['', 'empty.csv', 'This file is empty.'],
		['Prénom;Nom\nAna;Diaz', 'names.csv', 'No column holds e-mail addresses.'],
		['Prénom;Nom\nAna;Diaz', 'names.csv', 'Prénom and Nom']
	])('%j as %s: %s', async (content, name, words) => {
		await show();
		await choose(content, name);
		await expect.element(page.getByRole('alert')).toMatchTextContent(words);
		await expect.element(page.getByRole('alert')).toHaveFocus();
		await expect.element(input()).toBeInTheDocument();
	});

	test('reading can be cancelled, and another file chosen', async () => {
		await show();
		const rows = Array.from({ length: 90_000 }, (_, at) => `P${at},p${at}@example.org`);
		await choose(['Voornaam,E-mail', ...rows].join('\n'));
		await button('Cancel').click();
		await choose('email\nbo@example.org');
		await expect.element(button('Import 1 person')).toBeVisible();
	});

	const field = (of: Pick<CustomField, 'id' | 'name' | 'kind'>, choices: string[] = []) => ({
		...of,
		...{ choices, position: 0, createdAt: 0, deletedAt: null }
	});
	const naming: ImportContext = {
		...noContext,
		fields: [
			field({ id: 'diet', name: 'Diet', kind: 'choice' }, ['Vegan', 'Halal']),
			field({ id: 'table', name: 'Table', kind: 'number' })
		],
		groups: [{ id: 'choir', name: 'Choir', smart: false }]
	};

	test('what changes of a known person is shown, old and new, and what doesn’t is counted', async () => {
		const bo = { ...ana, id: 'bo', firstName: 'Bo', email: 'bo@example.org' };
		const cy = { ...bo, id: 'cy', email: 'cy@example.org', custom: { table: 4 } };
		const known = new Map([ana, bo, cy].map((person) => [person.email, person]));
		await show({ naming, knownByEmail: (email) => known.get(email) });
		await choose(
			[
				'email,Company,Diet,Table,Groups',
				'ana@example.org,Foyer,vegan,,Choir',
				'bo@example.org,,,,',
				'cy@example.org,,,5.5,',
				'di@example.org,,,,'
			].join('\n')
		);
		const counts = page.getByRole('list').first();
		await expect
			.element(counts)
			.toHaveTextContent('1 new person 2 known people change 1 known person stays');
		const [first, second] = page.getByRole('definition').elements();
		await expect.element(page.getByText('What changes of 2 people')).toBeVisible();
		expect(first?.textContent).toMatch(/Acme.*Foyer/);
		expect(second?.textContent).toContain('Vegan');
		expect(page.getByText('5.5').element().closest('dd')?.textContent).toMatch(/4.*5\.5/);
		await button('Import 3 people').click();
		await expect.element(page.getByRole('heading', { name: '3 people imported' })).toBeVisible();
		await expect
			.element(page.getByText('1 new, 2 changed and 1 already as in the file'))
			.toBeVisible();
		const rows = imported.flat().flatMap((batch) => batch.rows);
		expect(rows.map(({ email }) => email)).toEqual([ana.email, cy.email, 'di@example.org']);
		expect(rows[0]).toMatchObject({
			company: 'Foyer',
			custom: { diet: 'Vegan' },
			groupIds: ['choir']
		});
	});

	test('what somebody has comes in again though it can be chosen no longer; for others it needs a look', async () => {
		const bo = { ...ana, id: 'bo', email: 'bo@example.org', custom: { diet: 'Fish' } };
		const cy = { ...bo, id: 'cy', email: 'cy@example.org', custom: { diet: 'Vegan' } };
		const known = new Map([ana, bo, cy].map((person) => [person.email, person]));
		await show({ naming, knownByEmail: (email) => known.get(email) });
		await choose(
			[
				'email,Company,Diet',
				'bo@example.org,Foyer,fish',
				'cy@example.org,,Fish',
				'di@example.org,,Fish',
				'bo@example.org,,'
			].join('\n')
		);
		await expect
			.element(page.getByRole('heading', { level: 2 }))
			.toHaveTextContent('3 rows need a look; the other one is ready.');
		await expect
			.element(page.getByText(/bo@example.org stands in rows 2 and 5. Row 2 counts/))
			.toBeVisible();
		await expect.element(page.getByText('What changes of 1 person')).toBeVisible();
		await button('Import 1 person').click();
		await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
		const rows = imported.flat().flatMap((batch) => batch.rows);
		expect(rows).toMatchObject([{ id: 'bo', company: 'Foyer', custom: { diet: 'Fish' } }]);
	});

	test('who has what is looked up as soon as it is known', async () => {
		const bo = { ...ana, id: 'bo', email: 'bo@example.org', custom: { diet: 'Fish' } };
		const screen = await show({ naming, ready: false, knownByEmail: () => bo });
		await choose('email,Diet\nbo@example.org,Fish');
		const heading = page.getByRole('heading', { level: 2 });
		await expect.element(heading).toHaveTextContent('1 row needs a look.');
		await screen.rerender({ ready: true });
		await expect.element(heading).toHaveTextContent('Nothing new in this file');
	});

	const another = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

	test('a row with nothing but the id of nobody who is there needs a look: it would be somebody without a name', async () => {
		await show({ naming });
		await choose(`Foyer ID,Diet\n${ana.id},Vegan\n${another},Vegan`);
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('1 row needs a look; the other one is ready.');
		await expect.element(page.getByText(/^Nobody here has this Foyer ID, and/)).toBeVisible();
		await page.getByLabelText('E-mail', { exact: true }).fill('bo@example.org');
		await userEvent.tab();
		await button('Import 2 people').click();
		await expect.element(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
		const rows = imported.flat(2).flatMap((batch) => batch.rows);
		expect(rows).toMatchObject([{ id: ana.id }, { email: 'bo@example.org' }]);
	});

	test('whom an id alone names is looked up as soon as it is known who is there', async () => {
		const screen = await show({ naming, ready: false });
		await choose(`Foyer ID,Diet\n${ana.id},Vegan\n${another},Vegan`);
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('All 2 rows are ready.');
		await screen.rerender({ ready: true });
		await expect.element(summary).toHaveTextContent('1 row needs a look; the other one is ready.');
	});

	test('what is imported before that is known names by their id who may be there', async () => {
		await show({ naming, ready: false });
		await choose(`Foyer ID,Diet\n${another},Vegan`);
		await button('Import 1 person').click();
		await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
		expect(imported.flat(2).flatMap(({ rows }) => rows)).toMatchObject([{ id: another }]);
	});

	test('a file by which nothing changes is not imported, and says so', async () => {
		await show();
		await choose('email,name\nana@example.org,Ana');
		await expect
			.element(page.getByRole('heading', { level: 2 }))
			.toHaveTextContent('Nothing new in this file');
		await expect.element(page.getByText(/there is nothing to import/)).toBeVisible();
		await expect.element(button(/^Import/)).not.toBeInTheDocument();
		await expect
			.element(page.getByRole('link', { name: 'See the people' }))
			.toHaveAttribute('href', '#people');
	});

	test('what has come in by another hand since the file was read is not imported again', async () => {
		const known = new Map([[ana.email, ana]]);
		await show({ knownByEmail: (email) => known.get(email) });
		await choose('email,company\nana@example.org,Acme\nbo@example.org,Acme');
		await expect.element(button('Import 1 person')).toBeVisible();
		known.set('bo@example.org', { ...ana, id: 'bo', email: 'bo@example.org' });
		await button('Import 1 person').click();
		await expect.element(page.getByRole('heading', { name: 'Nothing changed' })).toHaveFocus();
		await expect.element(page.getByText('2 already as in the file')).toBeVisible();
		expect(imported).toEqual([]);
	});

	test('a preview follows who is there: it is weighed anew, and shows what it knew meanwhile', async () => {
		const known = new Map([[ana.email, ana]]);
		const registered = new Set<string | null>();
		const screen = await show({
			event: { ...event, isRegistered: (email) => registered.has(email) },
			knownByEmail: (email) => known.get(email),
			peopleAsOf: 0
		});
		await choose('email,company\nana@example.org,Foyer\nbo@example.org,Acme');
		await page.getByText('Send now').click();
		const counts = page.getByRole('list').first();
		await expect
			.element(counts)
			.toHaveTextContent('1 new person 1 known person changes 0 known people stay');
		const told: (string | null)[] = [];
		const watching = new MutationObserver(() => told.push(counts.element().textContent));
		watching.observe(counts.element(), { subtree: true, childList: true, characterData: true });

		known.set('bo@example.org', { ...ana, id: 'bo', email: 'bo@example.org' });
		known.set(ana.email, { ...ana, company: 'Foyer' });
		await screen.rerender({ peopleAsOf: 1 });
		await expect
			.element(counts)
			.toHaveTextContent('0 new people 0 known people change 2 known people stay');
		expect(page.getByText(/^What changes of/).elements()).toEqual([]);
		expect(told.join()).not.toContain('…');
		await expect.element(button('Import 2 people and send 2 mails')).toBeVisible();

		registered.add('bo@example.org');
		await screen.rerender({ registeredAsOf: 1 });
		await expect.element(button('Import 1 person and send 1 mail')).toBeVisible();
		registered.add(ana.email);
		await screen.rerender({ registeredAsOf: 2 });
		await expect.element(page.getByText(/there is nothing to import/)).toBeVisible();
		known.clear();
		await screen.rerender({ peopleAsOf: 2 });
		await expect.element(button('Import 2 people')).toBeVisible();
		watching.disconnect();
	});

	test('where places are limited, who comes beyond them is said to come on the waiting list', async () => {
		await show({ event: { ...event, left: 2, isRegistered: () => false } });
		await choose('email\nana@example.org\nbo@example.org\ncy@example.org\ndi@example.org');
		const told = page.getByRole('listitem');
		await expect.element(told.filter({ hasText: /^2 will be registered for/ })).toBeVisible();
		await expect
			.element(told.filter({ hasText: '2 come on the waiting list: the places are taken' }))
			.toBeVisible();
		await button('Import 4 people').click();
		await expect
			.element(page.getByText('3 new, 2 registered and 2 on the waiting list'))
			.toBeVisible();
	});

	test('rows by several addresses of who was merged mean one person, and this is said', async () => {
		const known = new Map([
			[ana.email, ana],
			['ana@elsewhere.example', ana]
		]);
		await show({
			event: { ...event, isRegistered: () => false },
			knownByEmail: (email) => known.get(email)
		});
		await choose(
			'email,company\nana@example.org,Acme\nana@elsewhere.example,Foyer\nbo@example.org,'
		);
		await page.getByText('Send now').click();
		await expect
			.element(page.getByRole('list').first())
			.toHaveTextContent('1 new person 1 known person changes 0 known people stay');
		await expect
			.element(page.getByText('Ana stands in rows 2 and 3: what the last of them says counts.'))
			.toBeVisible();
		await expect.element(page.getByText('Rows 2 and 3')).toBeVisible();
		await expect
			.element(page.getByText('2 will be registered for', { exact: false }))
			.toBeVisible();
		await expect.element(page.getByText(/registered already/)).not.toBeInTheDocument();
		await button('Import 2 people and send 2 mails').click();
		await expect.element(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
		await expect.element(page.getByText('1 new, 1 changed and 2 registered')).toBeVisible();
		expect(imported.flat().flatMap(({ rows }) => rows)).toHaveLength(3);
	});

	test('while people arrive on the device, nothing is said of who is new; it is once they have', async () => {
		const screen = await show({ ready: false, arriving: true });
		await choose('email,name\nana@example.org,Ana\nbo@example.org,Bo');
		const counts = page.getByRole('list').first();
		await expect
			.element(counts)
			.toHaveTextContent('… new people … known people change … known people stay');
		await expect.element(page.getByText(/once everybody has arrived/)).toBeVisible();
		await screen.rerender({ ready: true, arriving: false });
		await expect
			.element(counts)
			.toHaveTextContent('1 new person 0 known people change 1 known person stays');
		await expect.element(page.getByText(/once everybody has arrived/)).not.toBeInTheDocument();
		await screen.rerender({ ready: false });
		await button('Import 2 people').click();
		await expect.element(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
		expect(page.getByText(/new|already/).elements()).toEqual([]);
		expect(imported.flat()[0]?.rows).toHaveLength(2);
	});

	test.each([
		{ knowsPeople: true, words: '1 changed, 1 registered and 1 already as in the file' },
		{ knowsPeople: false, words: '1 registered and 2 already as in the file' }
	])(
		'into an event, knowing the directory $knowsPeople: $words',
		async ({ knowsPeople, words }) => {
			const others = ['bo', 'cy'].map((id) => ({ ...ana, id, email: `${id}@example.org` }));
			const known = new Map([ana, ...others].map((person) => [person.email, person]));
			await show({
				event: { ...event, isRegistered: (email) => email !== 'cy@example.org' },
				knowsPeople,
				knownByEmail: (email) => (knowsPeople ? known.get(email) : undefined)
			});
			await choose(
				'email,company\nana@example.org,Acme\nbo@example.org,Foyer\ncy@example.org,Acme'
			);
			await button(/^Import/).click();
			await expect.element(page.getByText(words, { exact: true })).toBeVisible();
			const rows = imported.flat().flatMap((batch) => batch.rows);
			expect(rows.map(({ email }) => email)).toEqual([
				...(knowsPeople ? ['bo@example.org'] : []),
				'cy@example.org'
			]);
		}
	);

	test('who doesn’t see the directory knows by their id whom the event has, and gives nobody an address', async () => {
		const cy = { ...ana, email: null };
		await show({
			event: { ...event, isRegistered: (_email, person) => person?.id === cy.id },
			...{ knowsPeople: false, knownByEmail: () => undefined },
			knownById: (id) => (id === cy.id ? cy : undefined)
		});
		await choose(`Name,E-mail,Foyer ID\nCy,,${cy.id}\n,,${another}\nBo,,`);
		await expect.element(page.getByText(/^Nobody here has this Foyer ID, and/)).toBeVisible();
		await button('Import 1 person').click();
		await expect.element(page.getByRole('heading', { name: '1 person imported' })).toBeVisible();
		expect(imported.flat(2).flatMap(({ rows }) => rows)).toMatchObject([{ firstName: 'Bo' }]);
		await button('Bring in another file').click();
		await choose(`Name,E-mail,Foyer ID\nCy,cy@example.org,${cy.id}`);
		await button('Import 1 person').click();
		await expect.poll(() => imported.length).toBe(2);
		const [row] = imported[1]?.flatMap(({ rows }) => rows) ?? [];
		expect(row).toMatchObject({ email: 'cy@example.org' });
		expect(row?.id).not.toBe(cy.id);
	});

	test('a group of thousands of rows is made at one stroke: they aren’t counted anew after each of them', async () => {
		await show({ naming });
		const rows = Array.from({ length: 3000 }, (_, at) => `p${at}@example.org,Brass`);
		await choose(['email,Groups', ...rows].join('\n'));
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('3,000 rows need a look; none is ready yet.');
		const said = new Set<string | null>();
		const watching = new MutationObserver(() => said.add(summary.element().textContent));
		watching.observe(summary.element(), { characterData: true, childList: true, subtree: true });
		await page.getByLabelText('Make it with this import').click();
		await expect.element(summary).toHaveTextContent('All 3,000 rows are ready.');
		watching.disconnect();
		expect([...said]).toEqual(['All 3,000 rows are ready.']);
	}, 60_000);

	test('faults of own fields are corrected in place, and groups that aren’t there are made if that is wished', async () => {
		await show({ naming });
		await choose(
			'email,Diet,Groups\nbo@example.org,Meat,\ncy@example.org,,Brass\ndi@example.org,,"Brass, Choir"'
		);
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('3 rows need a look; none is ready yet.');
		await page.getByLabelText('Diet').selectOptions('Halal');
		await expect.element(page.getByText('Brass (2 rows)')).toBeVisible();
		const make = page.getByLabelText('Make it with this import');
		await make.click();
		await expect.element(summary).toHaveTextContent('All 3 rows are ready.');
		await make.click();
		await expect.element(summary).toHaveTextContent('2 rows need a look; the other one is ready.');
		await make.click();
		await button('Import 3 people').click();
		const [batch] = imported.flat();
		const [made] = batch?.groups ?? [];
		expect(batch?.groups).toEqual([{ id: made?.id, name: 'Brass' }]);
		expect(batch?.rows.map(({ custom, groupIds }) => [custom, groupIds])).toEqual([
			[{ diet: 'Halal' }, undefined],
			[undefined, [made?.id]],
			[undefined, ['choir', made?.id]]
		]);
	});

	const guests = [
		'name,email,approval_status,qr_code_url',
		'Ana Diaz,ana@example.org,approved,x',
		'Bo,bo@example.org,declined,',
		'Cy,cy@example.org,waitlist,',
		'Di,nowhere,waitlist,'
	].join('\n');

	test('a list of unknown headers is read by where its addresses stand, and what its columns hold is said by hand', async () => {
		await show({ event, naming });
		await choose(
			[
				'Nom du participant;Coordonnées;Régime alimentaire;Présence',
				'Bo;bo@example.org;Vegan;oui',
				'Cy;cy@example.org;Meat;geannuleerd'
			].join('\n')
		);
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('All 2 rows are ready.');
		await page.getByText('What the 4 columns hold').click();
		const column = (name: string) => page.getByRole('combobox', { name });
		await expect.element(column('Coordonnées')).toBeDisabled();
		await column('Nom du participant').selectOptions('Full name');
		await expect.element(column('Régime alimentaire')).toBeEnabled();
		await column('Régime alimentaire').selectOptions('Diet');
		await expect.element(summary).toHaveTextContent('1 row needs a look; the other one is ready.');
		await expect.element(column('Présence')).toBeEnabled();
		await column('Présence').selectOptions('Whether they come');
		await expect.element(page.getByText('1 on this list isn’t coming')).toBeVisible();
		await expect.element(column('Coordonnées')).toHaveValue('email');
		await button('Import 1 person').click();
		expect(imported.flat()[0]?.rows).toMatchObject([
			{ email: 'bo@example.org', firstName: 'Bo', custom: { diet: 'Vegan' } }
		]);
	});

	test('what one column was to hold, another holds instead', async () => {
		await show();
		await choose('Mail;Company;Firma\nbo@example.org;Old;New');
		await page.getByText('What the 3 columns hold').click();
		await page.getByRole('combobox', { name: 'Firma' }).selectOptions('Company');
		await expect.element(page.getByRole('combobox', { name: 'Company' })).toHaveValue('');
		await page.getByRole('combobox', { name: 'Company' }).selectOptions('E-mail');
		await expect.element(page.getByRole('combobox', { name: 'Mail' })).toHaveValue('');
		await expect.element(page.getByRole('heading', { level: 2 })).toMatchTextContent(/1 row needs/);
		await page.getByRole('combobox', { name: 'Mail' }).selectOptions('E-mail');
		await button('Import 1 person').click();
		expect(imported.flat()[0]?.rows).toMatchObject([{ email: 'bo@example.org', company: 'New' }]);
	});

	test('what was corrected and left out stays so when a column is said to hold something else', async () => {
		await show({ naming });
		await choose(
			[
				'Mail;Diet;Firma;Group',
				'bo@example.org;Vegn;Acme;',
				'nowhere;Vegan;Acme;',
				'cy@example.org;Meat;Acme;',
				'di@example.org;;Acme;Brass'
			].join('\n')
		);
		const summary = page.getByRole('heading', { level: 2 });
		await page.getByRole('combobox', { name: 'Diet' }).first().selectOptions('Vegan');
		await page.getByLabelText('E-mail').fill('ana@example.org');
		await button('Leave out row 4').click();
		await page.getByLabelText('Make it with this import').click();
		await expect.element(summary).toHaveTextContent('All 3 rows are ready.');
		await page.getByText('What the 4 columns hold').click();
		await page.getByRole('combobox', { name: 'Firma' }).selectOptions('Company');
		await expect.element(page.getByRole('combobox', { name: 'Firma' })).toBeEnabled();
		await expect.element(summary).toHaveTextContent('All 3 rows are ready.');
		await button('Import 3 people').click();
		const made = imported.flat()[0]?.groups[0]?.id;
		expect(imported.flat()[0]?.rows).toMatchObject([
			{ email: 'bo@example.org', company: 'Acme', custom: { diet: 'Vegan' } },
			{ email: 'ana@example.org', company: 'Acme', custom: { diet: 'Vegan' } },
			{ email: 'di@example.org', company: 'Acme', groupIds: [made] }
		]);
	});

	test('a row that was left out stays so though nothing is wrong with it any more, until it is taken in', async () => {
		await show({ naming });
		await choose('Mail;Diet\nbo@example.org;Vegan\ncy@example.org;Meat\ncy@example.org;Vegan');
		const summary = page.getByRole('heading', { level: 2 });
		const left = page.getByText('1 row is left out.');
		const diet = page.getByRole('combobox', { name: 'Diet' });
		const say = async (column: string) => {
			await diet.selectOptions(column);
			await expect.element(diet).toBeEnabled();
			await expect.element(left).toBeVisible();
			await expect.element(summary).toHaveTextContent('All 2 rows are ready.');
		};
		await button('Leave out row 3').click();
		await page.getByText('What the 2 columns hold').click();
		await say('Company');
		await say('Nothing of use here');
		await say('Company');
		await button('Take back row 3').click();
		await expect.element(left).not.toBeInTheDocument();
		await expect.element(summary).toHaveTextContent('1 row needs a look; the other 2 are ready.');
		await button('Import 2 people').click();
		expect(imported.flat()[0]?.rows).toMatchObject([
			{ email: 'bo@example.org', company: 'Vegan' },
			{ email: 'cy@example.org', company: 'Meat' }
		]);
	});

	test('what was corrected stays so where the row as it stands in the file would count', async () => {
		await show({ event });
		await choose('Mail;Coming\nbo@example.org;declined\nbo@example.org;yes');
		const summary = page.getByRole('heading', { level: 2 });
		await page.getByText('Change an address').click();
		await page.getByLabelText('E-mail').fill('cy@example.org');
		await userEvent.tab();
		await expect.element(summary).toHaveTextContent('All 2 rows are ready.');
		await page.getByText('What the 2 columns hold').click();
		const coming = page.getByRole('combobox', { name: 'Coming' });
		await coming.selectOptions('Whether they come');
		await expect.element(coming).toBeEnabled();
		await button('Import 1 person').click();
		expect(imported.flat()[0]?.rows).toMatchObject([{ email: 'cy@example.org' }]);
	});

	test('who isn’t coming by a guest list is said, and registered only if that is wished', async () => {
		await show({ event });
		await choose(guests);
		await expect.element(page.getByText('Luma guests')).toBeVisible();
		await expect.element(page.getByText('3 on this list aren’t coming')).toBeVisible();
		const summary = page.getByRole('heading', { level: 2 });
		await expect.element(summary).toHaveTextContent('1 row is ready.');
		await page.getByLabelText('2 on the waiting list').click();
		await expect.element(summary).toHaveTextContent('1 row needs a look; the other 2 are ready.');
		await button('Import 2 people').click();
		expect(imported.flat()[0]?.rows.map(({ email }) => email)).toEqual([
			'ana@example.org',
			'cy@example.org'
		]);
	});

	test('among people everybody of a guest list is somebody', async () => {
		await show();
		await choose(guests);
		await expect.element(button('Import 3 people')).toBeVisible();
		expect(page.getByText(/aren’t coming/).elements()).toEqual([]);
	});
});
