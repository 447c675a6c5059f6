import { expect, test } from 'vitest';
import { eventLike } from '#lib/events/testing.ts';
import { accessText, mailto } from './access-text.ts';

const link =
	'https://foyer.example/maison/gala/live?email=in%C3%A8s%2B1%40example.org&key=0123456789abcdef012345';
const to = { email: 'inès+1@example.org', firstName: 'Inès' };

test('speaks the event’s language and its zone’s time', () => {
	const { subject, text } = accessText(eventLike({ language: 'nl' }), 'Inès', link);
	expect(subject).toContain('Uw link');
	expect(text).toContain('donderdag 14 mei 2026');
	expect(text).toContain('19:00');
	expect(text).toContain(link);
});

test('fills recipient, subject and text in, with CRLF', () => {
	const address = mailto(eventLike(), to, link);
	expect(address).toMatch(/^mailto:in%C3%A8s%2B1%40example\.org\?subject=/);
	const query = new URLSearchParams(address.slice(address.indexOf('?')));
	expect(query.get('body')).toContain(`\r\n${link}\r\n`);
	expect(address).not.toMatch(/%0A(?<!%0D%0A)/);
});

test.each(['é'.repeat(200), '会'.repeat(200), '🎭'.repeat(100)])(
	'stays under 2,000 characters with a title of %s, the link whole',
	(title) => {
		const long = `${'a'.repeat(240)}@example.org`;
		const own = link.replace('in%C3%A8s%2B1%40example.org', encodeURIComponent(long));
		const address = mailto(eventLike({ title }), { email: long, firstName: 'é'.repeat(100) }, own);
		expect(address.length).toBeLessThan(2000);
		expect(decodeURIComponent(address)).toContain(own);
	}
);
