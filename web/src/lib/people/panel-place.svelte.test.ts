import { goto } from '$app/navigation';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { panelPlace } from './panel-place.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn() }));

type Arrival = Parameters<typeof panelPlace.arrived>[0];
const at = (route: string) => ({
	route: { id: route },
	url: new URL(`${route}?q=ana`, location.origin)
});
const arrive = (from: string, to: string) =>
	panelPlace.arrived({ from: at(from), to: at(to) } as unknown as Arrival);

const address = location.href;
const isAt = (path: string) => history.replaceState(history.state, '', path);

const back = vi.spyOn(history, 'back').mockImplementation(() => {});
beforeEach(() => {
	back.mockClear();
	vi.mocked(goto).mockClear();
	isAt('/app/people/new?q=ana');
});
afterEach(() => isAt(address));

test('a panel that was opened from the list closes by one step back, however often that is asked', () => {
	arrive('/app/people', '/app/people/new');
	panelPlace.close();
	panelPlace.close();
	expect(back).toHaveBeenCalledOnce();
	expect(goto).not.toHaveBeenCalled();
	// Who was asked whether to leave, and stayed, closes it later on.
	dispatchEvent(new PopStateEvent('popstate'));
	panelPlace.close();
	expect(back).toHaveBeenCalledTimes(2);
	dispatchEvent(new PopStateEvent('popstate'));
});

test('a panel that was opened by its address gives way to the list', () => {
	arrive('/app/more', '/app/people/new');
	panelPlace.close();
	expect(back).not.toHaveBeenCalled();
	const how = { replace: true, reset: false };
	expect(goto).toHaveBeenCalledExactlyOnceWith('/app/people?q=ana', how);
});

test('on the list there is nothing to close', () => {
	arrive('/app/people', '/app/people/new');
	isAt('/app/people?q=ana');
	panelPlace.close();
	expect(back).not.toHaveBeenCalled();
	expect(goto).not.toHaveBeenCalled();
});

test('a panel that goes on to somebody else keeps the focus, unless something else has it', () => {
	document.body.innerHTML = '<input /><dialog open><h2 tabindex="-1">Ana</h2></dialog>';
	const title = document.querySelector('h2');
	const field = document.querySelector('input');
	field?.focus();
	arrive('/app/people/[id]', '/app/people/[id]');
	expect(document.activeElement).toBe(field);
	field?.blur();
	arrive('/app/people', '/app/people/[id]');
	expect(document.activeElement).toBe(document.body);
	arrive('/app/people/[id]', '/app/people/[id]');
	expect(document.activeElement).toBe(title);
	document.body.innerHTML = '';
});
