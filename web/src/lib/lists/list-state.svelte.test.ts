import { beforeNavigate, goto } from '$app/navigation';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import Setup from '../testing/Setup.svelte';
import { peopleIndexing } from '../people/people-index.ts';
import { ListState } from './list-state.svelte.ts';
import { Listing } from './listing.svelte.ts';

vi.mock('$app/navigation', () => ({
	afterNavigate: vi.fn(),
	beforeNavigate: vi.fn(),
	goto: vi.fn(),
	snapshot: vi.fn()
}));

const people = ['Ada', 'Bo', 'Cy', 'Di'].map((firstName): Person => ({
	...barePerson,
	...{ id: firstName, firstName, createdAt: 0 }
}));

let device: TestDevice;
let listing: Listing<Person>;
let state: ListState<Person>;
let landed: number[];
beforeEach(async () => {
	vi.mocked(goto).mockReset().mockResolvedValue();
	vi.mocked(beforeNavigate).mockReset();
	device = await openTestDevice({});
	landed = [];
	listing = new Listing(peopleIndexing(new Map()));
	await render(Setup, {
		make() {
			state = new ListState<Person>({
				...{ list: 'people', listing, columns: () => [], mayChoose: () => true },
				...{ openId: () => null, hrefOf: ({ id }) => `#${id}` }
			});
		}
	});
	follow(people);
	state.rows = {
		step: () => Promise.resolve(),
		land: (at) => Promise.resolve(void landed.push(at)),
		focused: () => undefined
	};
});
afterEach(() => device.close());

const follow = (some: readonly Person[]) =>
	listing.follow(
		{
			...{ owner: 'o', log: null, all: () => some },
			find: (id) => some.find((one) => one.id === id)
		},
		false
	);

/** Somebody is on their way elsewhere. */
function leaves(to: string): void {
	const url = (path: string) => ({ url: new URL(path, location.origin) });
	const navigation = { from: url('/app/people'), to: url(to) };
	for (const [told] of vi.mocked(beforeNavigate).mock.calls) told(navigation as never);
}

test('the first that is found opens, unless somebody has left while it was looked for', async () => {
	await expect.poll(() => state.count).toBe(people.length);
	await state.openFirst();
	expect(goto).toHaveBeenCalledExactlyOnceWith('#Ada', expect.anything());
	const opening = state.openFirst();
	leaves('/app/events');
	await opening;
	expect(goto).toHaveBeenCalledOnce();
	// The address of the list alone says something else.
	const again = state.openFirst();
	leaves('/app/people?q=a');
	await again;
	expect(goto).toHaveBeenCalledTimes(2);
});

/** A button of the bar of those chosen, which is gone with them. */
function deedButton(): HTMLButtonElement {
	const button = document.createElement('button');
	button.textContent = 'Do';
	button.onclick = () => {
		state.chooseNone();
		button.remove();
	};
	document.body.append(button);
	return button;
}

const choose = async (...ids: string[]) => {
	await expect.poll(() => state.count).toBe(people.length);
	for (const id of ids) state.selection?.toggle(id, people, false);
	await expect.poll(() => state.chosenHere.map(({ id }) => id)).toEqual(ids);
};

test('whoever did something by keyboard to those chosen goes on where the first of them stood', async () => {
	await choose('Bo', 'Cy');
	deedButton().focus();
	follow(people.filter(({ id }) => id === 'Ada' || id === 'Di'));
	await expect.poll(() => state.count).toBe(2);
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => landed).toEqual([1]);
});

test('where nothing is left they go on with the search', async () => {
	const field = document.createElement('form');
	field.append(document.createElement('input'));
	document.body.append(field);
	state.field = field;
	await choose('Ada', 'Bo', 'Cy', 'Di');
	deedButton().focus();
	follow([]);
	await expect.poll(() => state.count).toBe(0);
	await userEvent.keyboard('{Enter}');
	await expect.element(page.elementLocator(field.querySelector('input')!)).toHaveFocus();
	expect(landed).toEqual([]);
	field.remove();
});

test('with a mouse one goes on where one points', async () => {
	await choose('Bo');
	await page.elementLocator(deedButton()).click();
	await expect.poll(() => state.chosen).toEqual([]);
	expect(landed).toEqual([]);
});
