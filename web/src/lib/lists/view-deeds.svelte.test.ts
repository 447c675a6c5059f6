import { afterEach, expect, test } from 'vitest';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { pressUndo } from '../testing/undo.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { deleteViewWithUndo, keepView, viewsOf } from './view-deeds.ts';

let device: TestDevice;
afterEach(() => device.close());

const queries = () => viewsOf('people').map(({ name, query }) => [name, query]);
const dutch = { query: 'language=nl', columns: [{ column: 'name', width: 200 }] };

test('a view that another takes the place of comes back by its undo, as a deleted one does', async () => {
	device = await openTestDevice({});
	await keepView('people', 'Dutch', dutch);
	await expect.poll(queries).toEqual([['Dutch', 'language=nl']]);
	expect(toasts.shown.at(-1)?.action).toBeUndefined();

	await keepView('people', 'Dutch ', { query: '', columns: null });
	await expect.poll(queries).toEqual([['Dutch', '']]);
	await pressUndo();
	await expect.poll(queries).toEqual([['Dutch', 'language=nl']]);

	const [view] = viewsOf('people');
	if (view) await deleteViewWithUndo(view);
	await expect.poll(queries).toEqual([]);
	await pressUndo();
	await expect.poll(queries).toEqual([['Dutch', 'language=nl']]);
	expect(viewsOf('people')[0]?.columns?.shown).toMatchObject(dutch.columns);
});
