import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';
import { changeRegistration, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { serveForTest, visit } from '../testing/served.ts';

const replayUrl = 'https://video.example/r';
const over = { status: 'ended', replayUrl } as const;
/** An hour before and after what the test's clock shows: noon, UTC. */
const [before, after] = [Date.UTC(2026, 4, 14, 11), Date.UTC(2026, 4, 14, 13)];
const toNobody = {
	link: (link: string) => link.replace(/email=[^&]*/, 'email=nobody%40example.org')
};
const withoutQuery = { link: (link: string) => link.replace(/\?.*/, '') };
const reachedNoMore = { link: (link: string) => link.replace(/key=.*/, `key=${'f'.repeat(22)}`) };
const elsewhere = { link: (link: string) => link.replace(/\/[^/]+\/live/, '/nothing/live') };

const registered = { status: 'registered' } as const;

interface State {
	event?: Partial<Event>;
	registration?: Partial<Omit<Registration, 'key' | 'code'>>;
	/** Where a link that was opened leads to instead. */
	link?: (link: string) => string;
	status?: number;
	/** Whether a waiting page that a device kept of it is forgotten. */
	leadsNowhere?: boolean;
	words: { en: string; fr: string; nl: string };
}

const overWords = {
	en: 'The doors are closed now',
	fr: 'Les portes sont maintenant fermées',
	nl: 'De deuren zijn nu gesloten'
};
const waitingWords = {
	en: 'The doors open by themselves',
	fr: 'Les portes s’ouvrent toutes seules',
	nl: 'De deuren gaan vanzelf open'
};
const invalidWords = {
	en: 'This link doesn’t open the door',
	fr: 'Ce lien n’ouvre pas la porte',
	nl: 'Deze link opent de deur niet'
};

const states: Record<string, State> = {
	'long before the start': { words: waitingWords },
	'a moment before the start': {
		event: { startsAt: Date.UTC(2026, 4, 14, 12, 1), endsAt: after },
		words: waitingWords
	},
	'live without a room': {
		event: { status: 'live', roomUrl: null },
		words: {
			en: 'The host will open the doors',
			fr: 'L’hôte ouvrira les portes',
			nl: 'De gastheer opent zo de deuren'
		}
	},
	full: {
		registration: { status: 'waiting_list' },
		words: {
			en: 'The host may still free a place',
			fr: 'L’hôte peut encore libérer une place',
			nl: 'De organisator kan nog een plaats vrijmaken'
		}
	},
	over: { event: { status: 'ended' }, leadsNowhere: true, words: overWords },
	'before the replay opens': {
		event: { ...over, replayFrom: after },
		leadsNowhere: true,
		words: {
			en: 'The replay opens on Thursday 14 May at 15:00 (Paris)',
			fr: 'La rediffusion ouvrira le jeudi 14 mai à 15 h 00 (Paris)',
			nl: 'Terugkijken kan vanaf donderdag 14 mei om 15:00 (Paris)'
		}
	},
	'while the replay can be seen': {
		event: { ...over, replayFrom: before, replayUntil: after },
		leadsNowhere: true,
		words: {
			en: 'You can watch it again until Thursday 14 May at 15:00',
			fr: 'Vous pouvez le revoir jusqu’au jeudi 14 mai à 15 h 00',
			nl: 'U kunt het terugkijken tot donderdag 14 mei om 15:00'
		}
	},
	'after the replay closed': {
		event: { ...over, replayUntil: before },
		leadsNowhere: true,
		words: overWords
	},
	'a replay without end': {
		event: over,
		leadsNowhere: true,
		words: {
			en: 'You can watch it again whenever you like',
			fr: 'Vous pouvez le revoir quand vous voulez',
			nl: 'U kunt het opnieuw bekijken wanneer u wilt'
		}
	},
	'a cancelled event': {
		event: { status: 'cancelled' },
		leadsNowhere: true,
		words: {
			en: 'This event is cancelled',
			fr: 'Cet événement est annulé',
			nl: 'Dit evenement is geannuleerd'
		}
	},
	'a cancelled registration': {
		registration: { status: 'cancelled' },
		leadsNowhere: true,
		words: {
			en: 'Your registration is cancelled',
			fr: 'Votre inscription est annulée',
			nl: 'Uw inschrijving is geannuleerd'
		}
	},
	'live in a room that limits devices': {
		event: { status: 'live', deviceLimit: 1 },
		words: {
			en: 'One moment: this device is being let in',
			fr: 'Un instant : cet appareil va entrer',
			nl: 'Een ogenblik: dit apparaat wordt binnengelaten'
		}
	},
	'live in a room whose server can’t be had': {
		event: { status: 'live', roomUrl: null, room: { server: randomUUID(), name: 'gala' } },
		status: 503,
		words: {
			en: 'The room isn’t ready yet',
			fr: 'La salle n’est pas encore prête',
			nl: 'De zaal is nog niet klaar'
		}
	},
	'nobody’s link': {
		...withoutQuery,
		words: {
			en: 'Open the link in your mail',
			fr: 'Ouvrez le lien de votre e‑mail',
			nl: 'Open de link in uw mail'
		}
	},
	'an unknown address': { ...toNobody, status: 403, leadsNowhere: true, words: invalidWords },
	'a wrong key': { ...reachedNoMore, status: 403, leadsNowhere: true, words: invalidWords },
	'a revoked key': {
		registration: { keyVersion: 2 },
		status: 403,
		leadsNowhere: true,
		words: invalidWords
	},
	'an unknown event': {
		...elsewhere,
		status: 404,
		leadsNowhere: true,
		words: {
			en: 'Nothing behind this door',
			fr: 'Rien derrière cette porte',
			nl: 'Niets achter deze deur'
		}
	}
};

/** As a page is read: typographic spaces are spaces. */
const read = (html: string): string => html.replace(/[\u00a0\u202f]/g, ' ');

describe('what an access link leads to', () => {
	it.each(Object.entries(states))('%s, in three languages', async (_, state) => {
		const {
			event = {},
			registration = registered,
			link = (same) => same,
			status = 200,
			leadsNowhere = false,
			words
		} = state;
		const context = await openTestContext();
		const { origin } = await serveForTest(context);
		const invited = await makeInvited(context, event, { language: null });
		await changeRegistration(
			context,
			invited.organisationId,
			invited.registration.id,
			registration
		);
		for (const [language, text] of Object.entries(words)) {
			const answer = await visit(link(invited.link(origin)), { 'accept-language': language });
			const html = read(await answer.text());
			expect([language, answer.status]).toEqual([language, status]);
			expect(html).toContain(`<html lang="${language}">`);
			expect(html).toContain(text);
			expect(answer.headers.has('foyer-leads-nowhere')).toBe(leadsNowhere);
			expect(html.includes(`href="${replayUrl}"`)).toBe(
				words === states['while the replay can be seen']?.words ||
					words === states['a replay without end']?.words
			);
		}
	});

	it('a replay opens and closes by the clock alone: nothing is written or read', async () => {
		const context = await openTestContext();
		const { origin } = await serveForTest(context);
		const window = { replayFrom: before, replayUntil: after };
		const { link } = await makeInvited(context, { ...over, ...window });
		const offered = async (time: number) => {
			context.clock.time = time;
			return (await (await visit(link(origin))).text()).includes(replayUrl);
		};
		expect(await offered(before - 1)).toBe(false);
		const reads = vi.spyOn(context.db, 'selectFrom');
		expect([await offered(before), await offered(after - 1), await offered(after)]).toEqual([
			true,
			true,
			false
		]);
		expect(reads).not.toHaveBeenCalled();
	});

	it('looks again by itself where it may change: for a freed place, a cancellation undone, and as a replay opens', async () => {
		const context = await openTestContext();
		const { origin } = await serveForTest(context);
		const refreshOf = async (state: State) => {
			const { link, organisationId, registration } = await makeInvited(context, state.event);
			await changeRegistration(
				context,
				organisationId,
				registration.id,
				state.registration ?? registered
			);
			const html = await (await visit(link(origin))).text();
			// In the page itself it would carry off who is still reading (WCAG 2.2.1): its script comes back there.
			expect(html.replace(/<noscript>.*?<\/noscript>/g, '')).not.toContain('http-equiv');
			return /<noscript><meta http-equiv="refresh" content="(\d+)"><\/noscript>/.exec(html)?.[1];
		};
		expect(await refreshOf({ registration: { status: 'waiting_list' }, words: overWords })).toBe(
			'60'
		);
		const cancelled = { event: { status: 'cancelled' }, words: overWords } as const;
		expect(await refreshOf(cancelled)).toBe('30');
		const soon = { ...over, replayFrom: context.now() + 90_000 };
		expect(await refreshOf({ event: soon, words: overWords })).toBe('91');
		expect(await refreshOf({ event: { status: 'ended' }, words: overWords })).toBe(undefined);
	});
});
