import type { OpenStage, PageEvent, StageView as View } from '@foyer/shared/pages';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import EventView from '../registration/EventView.svelte';
import NoticePage from '../waiting/NoticePage.svelte';
import WaitingPage from '../waiting/WaitingPage.svelte';
import StageView from './StageView.svelte';

const word = 'Donaudampfschifffahrt'.repeat(8).slice(0, 160);

const organisation = { name: word, pageName: 'maison' };
const event: PageEvent = {
	title: word,
	description: word,
	permalink: 'gala',
	startsAt: Date.UTC(2030, 4, 14, 19),
	endsAt: Date.UTC(2030, 4, 14, 21),
	timeZone: 'Europe/Paris',
	language: 'en',
	earlyEntry: 15,
	startsBy: 'clock',
	status: 'scheduled',
	full: false
};
const outside = {
	organisation,
	event,
	locale: 'en',
	origin: 'https://foyer.example',
	langQuery: ''
} as const;

const open: OpenStage = {
	state: 'open',
	role: '',
	key: '',
	kind: 'presenter',
	host: false,
	name: word,
	agenda: word,
	notes: `https://example.org/${word}`,
	message: word,
	status: 'scheduled',
	startedAt: null,
	endedAt: null,
	now: event.startsAt,
	revision: '',
	deeds: {
		openRoom: true,
		start: true,
		end: false,
		message: true,
		attendees: 'contacts',
		recording: null
	},
	crowd: { waiting: 0, present: 0 },
	attendees: { shown: [{ name: word, email: `${word}@example.org` }], count: 1 },
	said: 'another_live',
	otherLive: word
};

/** What of the page reaches beyond the screen. */
const beyond = () =>
	[...document.querySelectorAll('h1, h2, p, a, button, input, textarea, form, section, div.on')]
		.filter((element) => element.getBoundingClientRect().right > innerWidth)
		.map(({ outerHTML }) => outerHTML.slice(0, 120));

async function expectWithin(): Promise<void> {
	await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
	expect(beyond()).toEqual([]);
	const { scrollWidth, clientWidth } = document.documentElement;
	expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}

/** Corners of what is written on the door that the arch, which is round above, cuts off. */
function cutOff(): string[] {
	const arch = document.querySelector('.arch')!.getBoundingClientRect();
	const radius = arch.width / 2;
	const isCut = (x: number, y: number) =>
		y < arch.top + radius && Math.hypot(x - (arch.left + radius), y - (arch.top + radius)) > radius;
	return [...document.querySelectorAll('.on h1, .on p')].flatMap((element) => {
		const words = document.createRange();
		words.selectNodeContents(element);
		return [...words.getClientRects()]
			.filter(({ left, right, top }) => isCut(left, top) || isCut(right, top))
			.map(({ top }) => `${element.className} at ${top}`);
	});
}

afterEach(() => page.viewport(390, 844));

const views: View[] = [open, { state: 'no_seat', of: 4 }, { state: 'freed', role: '', key: '' }];

for (const [width, height] of [
	[390, 844],
	[1440, 900]
] as const) {
	test.each(views)(`a word longer than ${width} px stays on the stage ($state)`, async (view) => {
		await page.viewport(width, height);
		await render(StageView, { page: { ...outside, page: 'stage', view } });
		await expectWithin();
	});

	test(`a word longer than ${width} px stays on an event’s page`, async () => {
		await page.viewport(width, height);
		await render(EventView, { page: { ...outside, page: 'event', opensByCode: true, form: null } });
		await expectWithin();
	});

	test(`a word longer than ${width} px stays on the waiting page and the doors that lead nowhere`, async () => {
		await page.viewport(width, height);
		const slots = {
			firstName: word,
			message: `https://example.org/${word}`,
			code: '',
			codeSize: '25',
			now: '',
			refresh: '',
			query: '',
			uid: '',
			link: ''
		};
		const waiting = await render(WaitingPage, {
			page: {
				...outside,
				page: 'waiting',
				revision: '',
				noRoom: false,
				token: '',
				named: true,
				slots
			}
		});
		await expectWithin();
		expect(cutOff()).toEqual([]);
		await waiting.unmount();
		await render(NoticePage, {
			page: {
				...outside,
				page: 'notice',
				state: 'full',
				replayUrl: null,
				replayFrom: null,
				replayUntil: null,
				ownQuery: '',
				refresh: null
			}
		});
		await expectWithin();
		expect(cutOff()).toEqual([]);
	});
}
