import { heartbeatMs } from '@foyer/shared/heartbeat';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeDevice, FakeStream, openStreams, realDevice } from '../testing/fake-device.ts';

const link = 'email=ines%40example.org&key=0123456789abcdef012345';
const spread = 60_000;
const offline = () => Promise.reject(new TypeError('no network'));

let answer: ReturnType<typeof fakeDevice>;
let show: (visible: boolean) => void;
interface FakeElement {
	textContent: string;
	hidden: boolean;
	attributes: Record<string, string>;
	setAttribute(name: string, value: string): void;
	onclick?: (click: { preventDefault(): void }) => void;
}
let elements: Map<string, FakeElement>;
const replace = vi.fn();

const waits = () => ({ now: Date.now(), revision: 'waits' });
const live = () => ({ now: Date.now(), revision: 'live', within: spread });

/** The page as its script finds it. */
function fakePage(state: object): void {
	elements = new Map();
	const find = (id: string) => {
		const attributes: Record<string, string> = {};
		const element = elements.get(id) ?? {
			textContent: '',
			hidden: true,
			attributes,
			setAttribute: (name: string, value: string) => void (attributes[name] = value)
		};
		elements.set(id, element);
		return element;
	};
	find('state').textContent = JSON.stringify(state);
	const page = {
		getElementById: find,
		title: '',
		visibilityState: 'visible',
		documentElement: {
			outerHTML: '',
			classList: { add: () => {} },
			style: { setProperty: () => {} }
		},
		addEventListener: (_: string, listen: () => void) => {
			show = (visible) => {
				page.visibilityState = visible ? 'visible' : 'hidden';
				listen();
			};
		}
	};
	vi.stubGlobal('document', page);
	vi.stubGlobal('location', {
		pathname: '/maison/gala/live',
		search: `?${link}`,
		hash: '',
		replace
	});
	vi.stubGlobal('history', { replaceState: () => {} });
	vi.stubGlobal('matchMedia', () => ({ matches: true }));
	vi.stubGlobal('addEventListener', () => {});
	vi.stubGlobal('isSecureContext', false);
	vi.stubGlobal('navigator', { onLine: true });
}

beforeEach(async () => {
	answer = fakeDevice().mockImplementation(() => Promise.resolve(waits()));
	const hour = 3_600_000;
	const startsAt = Date.now() + hour;
	fakePage({
		now: String(Date.now()),
		startsAt,
		opensAt: startsAt,
		endsAt: startsAt + hour,
		timeZone: 'Europe/Paris',
		locale: 'en-GB',
		revision: 'waits',
		kept: false,
		title: 'Gala',
		texts: { yours: '', days: '', sayMinutes: '', sayMinute: '', shortly: '', past: '', open: '' }
	});
	replace.mockClear();
	vi.resetModules();
	await import('./waiting.client.ts');
	FakeStream.all[0]?.say('state', waits());
});
afterEach(() => {
	vi.clearAllTimers();
	realDevice();
});

it('who was told to come in keeps their turn though the tab was put aside during a blip', async () => {
	FakeStream.all[0]?.say('go', live());
	answer.mockImplementation(offline);
	show(false);
	await vi.advanceTimersByTimeAsync(5000);
	show(true);
	await vi.advanceTimersByTimeAsync(24_000);
	expect(replace).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(1000);
	expect(replace).toHaveBeenCalledExactlyOnceWith(`/maison/gala/live?${link}`);
});

it('who was told to come in stays where an answer says otherwise', async () => {
	FakeStream.all[0]?.say('go', live());
	show(true);
	await vi.advanceTimersByTimeAsync(spread);
	expect(answer).toHaveBeenCalled();
	expect(replace).not.toHaveBeenCalled();
});

it('an answer that tells of a shorter spread brings the turn forward, never back', async () => {
	FakeStream.all[0]?.say('go', live());
	answer.mockImplementation(() => Promise.resolve({ ...live(), within: 2000 }));
	show(true);
	await vi.advanceTimersByTimeAsync(2000);
	expect(replace).toHaveBeenCalledOnce();
});

it('a start that a dead stream didn’t tell is heard once the network is back', async () => {
	answer.mockImplementation(offline);
	show(true);
	await vi.advanceTimersByTimeAsync(10_000);
	expect(openStreams()).toEqual([FakeStream.all[0]]);
	expect([elements.get('offline')?.hidden, elements.get('own-offline')?.hidden]).toEqual([
		false,
		false
	]);
	answer.mockImplementation(() => Promise.resolve(live()));
	await vi.advanceTimersByTimeAsync(30_000 + spread);
	expect(replace).toHaveBeenCalled();
	expect([elements.get('offline')?.hidden, elements.get('own-offline')?.hidden]).toEqual([
		true,
		true
	]);
});

it('without network “My registration” leads nowhere, and looks whether it is back; with it, it leads on', async () => {
	const own = elements.get('own');
	const press = () => {
		const preventDefault = vi.fn();
		own?.onclick?.({ preventDefault });
		return preventDefault;
	};
	expect(press()).not.toHaveBeenCalled();
	// The device may know before the page has asked.
	vi.stubGlobal('navigator', { onLine: false });
	expect(press()).toHaveBeenCalledOnce();
	vi.stubGlobal('navigator', { onLine: true });
	answer.mockImplementation(offline);
	show(true);
	await vi.advanceTimersByTimeAsync(1000);
	expect(own?.attributes['aria-disabled']).toBe('true');
	answer.mockImplementation(() => Promise.resolve(waits()));
	expect(press()).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(0);
	expect(own?.attributes['aria-disabled']).toBe('false');
	expect(press()).not.toHaveBeenCalled();
});

it('a start that a connection broken halfway swallowed is heard after some beats', async () => {
	answer.mockImplementation(() => Promise.resolve(live()));
	await vi.advanceTimersByTimeAsync(4 * heartbeatMs + spread);
	expect(replace).toHaveBeenCalled();
});
