import { describe, expect, it } from 'vitest';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeEvent } from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';

async function open(fields: Parameters<typeof makeInvited>[1] = {}) {
	const context = await openTestContext();
	const invited = await makeInvited(context, fields);
	const { origin } = await serveForTest(context);
	return { context, origin, ...invited };
}

describe('an event’s page', () => {
	it('says what, when and how, to people and to search engines', async () => {
		const { origin, path, event } = await open({
			title: 'A & B </script>',
			description:
				'First.\n\nSee https://example.org/a?b=1, or javascript:alert(1).\n<b>Not bold</b>'
		});
		const answer = await visit(`${origin}${path}`);
		const html = await answer.text();
		expect(answer.status).toBe(200);
		expect(answer.headers.get('vary')).toContain('accept-language');
		expect(html).toContain('<html lang="en"');
		expect(html).toContain('A &amp; B &lt;/script>');
		expect(html).toContain('href="https://example.org/a?b=1"');
		expect(html).not.toContain('href="javascript');
		expect(html).not.toContain('<b>');
		expect(html).toContain(`<link rel="canonical" href="http://foyer.test${path}"`);
		const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
		expect(JSON.parse(json)).toMatchObject({
			'@type': 'Event',
			name: event.title,
			startDate: '2026-05-14T17:00:00.000Z',
			eventStatus: 'https://schema.org/EventScheduled',
			url: `http://foyer.test${path}`
		});
		expect(html).not.toContain(event.roomUrl);
	});

	it('runs nothing inline', async () => {
		const { origin, path } = await open();
		const answer = await visit(`${origin}${path}`);
		const policy = answer.headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'self'");
		expect(policy).not.toContain('unsafe-inline');
		const scripts = [...(await answer.text()).matchAll(/<script([^>]*)>/g)].map(
			([, attributes]) => attributes
		);
		for (const attributes of scripts)
			expect(attributes).toMatch(/ src="\/app\/_app\/|type="application\/ld\+json"/);
	});

	it('speaks the language asked for, the browser’s, or the event’s', async () => {
		const { origin, path } = await open({ language: 'nl' });
		const languageOf = async (address: string, accepted: string) =>
			/<html lang="(\w+)"/.exec(
				await (await visit(address, { 'accept-language': accepted })).text()
			)?.[1];
		expect(await languageOf(`${origin}${path}?lang=fr`, 'en')).toBe('fr');
		expect(await languageOf(`${origin}${path}`, 'fr-BE, en')).toBe('fr');
		expect(await languageOf(`${origin}${path}`, 'de')).toBe('nl');
		expect(await languageOf(`${origin}${path}?lang=xx`, 'en')).toBe('en');
	});

	it('has a calendar file that leads to the page, not to the room', async () => {
		const { origin, path, event } = await open();
		const answer = await visit(`${origin}${path}/event.ics`);
		const file = await answer.text();
		expect(answer.headers.get('content-type')).toContain('text/calendar');
		expect(file).toContain('DTSTART:20260514T170000Z');
		expect(file.replace(/\r\n /g, '')).toContain(`http://foyer.test${path}`);
		expect(file).not.toContain(event.roomUrl);
	});
});

describe('an organisation’s page', () => {
	it('lists what is to come, and nothing that is over, deleted or another’s', async () => {
		const { context, origin, organisationId, pageName } = await open({ title: 'To come' });
		await makeEvent(context.db, organisationId, { title: 'Live now', status: 'live' });
		await makeEvent(context.db, organisationId, { title: 'Is over', status: 'ended' });
		await makeEvent(context.db, organisationId, { title: 'Deleted one', deletedAt: 1 });
		await makeEvent(context.db, organisationId, { title: 'Long past', startsAt: 0, endsAt: 1000 });
		await makeInvited(context, { title: 'Another’s' });
		const html = await (await visit(`${origin}/${pageName}`)).text();
		for (const title of ['To come', 'Live now']) expect(html).toContain(title);
		for (const title of ['Is over', 'Deleted one', 'Long past', 'Another’s'])
			expect(html).not.toContain(title);
	});
});

describe('addresses where nothing is', () => {
	it.each([
		'/nobody',
		'/nobody/nothing',
		'/admin',
		'/a/b/c/d',
		'/api/nothing',
		'/nobody/nothing/event.ics',
		'/%00',
		'/nobody%00',
		'/%zz',
		'/%ff',
		'/nobody/%00',
		'/nobody/%ff',
		'/nobody/%00/sent',
		'/%00/nothing/event.ics',
		'/healthz%00',
		'/a/b/c/%00'
	])('%s answers 404 with a page in the reader’s language', async (path) => {
		const { origin } = await open();
		const answer = await visit(`${origin}${path}`, { 'accept-language': 'fr' });
		expect(answer.status).toBe(404);
		expect(await answer.text()).toContain('Rien derrière cette porte');
	});
});

describe('the installed app', () => {
	it('asks who opens the app with nobody signed in to sign in, and nobody else', async () => {
		const { origin } = await open();
		const opened = async (headers: Record<string, string> = {}) => {
			const answer = await visit(`${origin}/app/`, headers);
			return [answer.status, answer.headers.get('location')];
		};
		expect(await opened()).toEqual([303, '/app/sign-in']);
		expect(await opened({ cookie: 'foyer_session=some.thing' })).toEqual([200, null]);
		// The service worker keeps the page for all who use the device.
		expect(await opened({ 'sec-fetch-mode': 'no-cors' })).toEqual([200, null]);
	});

	it('is served at every address below /app/, in one form', async () => {
		const { origin } = await open();
		const moved = await visit(`${origin}/app`);
		expect([moved.status, moved.headers.get('location')]).toEqual([308, '/app/']);
		for (const path of ['/app/sign-in', '/app/events/some/where']) {
			const answer = await visit(`${origin}${path}`);
			expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
		}
	});

	it('has files that are kept under names that change with them, compressed', async () => {
		const { origin } = await open();
		const html = await (await visit(`${origin}/app/sign-in`)).text();
		const [file] = /\/app\/_app\/immutable\/[^"']+\.js/.exec(html) ?? [];
		const answer = await visit(`${origin}${file}`, { 'accept-encoding': 'br' });
		expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
		expect(answer.headers.get('content-encoding')).toBe('br');
		const etag = answer.headers.get('etag') ?? '';
		expect((await visit(`${origin}${file}`, { 'if-none-match': etag })).status).toBe(304);
		const worker = await visit(`${origin}/service-worker.js`);
		expect([worker.status, worker.headers.get('cache-control')]).toEqual([200, 'no-cache']);
	});
});
