import { describe, expect, it } from 'vitest';
import { isAutomated, isPrefetch } from './automated.ts';

const phone =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1';
const desktop =
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0';

describe('what looks like no person', () => {
	it.each([
		['a phone', 'GET', { 'user-agent': phone }, false],
		['a desktop', 'GET', { 'user-agent': desktop }, false],
		['HEAD', 'HEAD', { 'user-agent': phone }, true],
		['no user agent', 'GET', {}, true],
		[
			'a mail scanner',
			'GET',
			{ 'user-agent': 'Mozilla/5.0 (compatible; Mimecast URL Protect)' },
			true
		],
		['a chat preview', 'GET', { 'user-agent': 'Slackbot-LinkExpanding 1.0' }, true],
		['a bot of Telegram', 'GET', { 'user-agent': 'TelegramBot (like TwitterBot)' }, true],
		[
			'a bot of Pinterest',
			'GET',
			{
				'user-agent':
					'Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)'
			},
			true
		],
		[
			'somebody in Telegram',
			'GET',
			{
				'user-agent': `${phone} Telegram-Android/11.4.2 (Google Pixel 8; Android 14; SDK 34; HIGH)`
			},
			false
		],
		['somebody in Pinterest', 'GET', { 'user-agent': `${phone} [Pinterest/iOS]` }, false],
		['a search engine', 'GET', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, true],
		['a command line', 'GET', { 'user-agent': 'curl/8.5.0' }, true],
		[
			'a click',
			'GET',
			{ 'user-agent': phone, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
			false
		],
		[
			'a click, by way of a service worker',
			'GET',
			{ 'user-agent': phone, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' },
			false
		],
		['a script', 'GET', { 'user-agent': phone, 'sec-fetch-mode': 'cors' }, true],
		[
			'a script that says what for',
			'GET',
			{ 'user-agent': phone, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
			true
		],
		[
			'a frame',
			'GET',
			{ 'user-agent': phone, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
			true
		],
		['an image', 'GET', { 'user-agent': phone, 'sec-fetch-dest': 'image' }, true],
		['a prefetch', 'GET', { 'user-agent': phone, 'sec-purpose': 'prefetch' }, true],
		['a form', 'POST', { 'user-agent': phone, 'sec-fetch-mode': 'cors' }, false]
	])('%s', (_, method, fields, automated) => {
		expect(isAutomated(method, fields)).toBe(automated);
	});

	it.each([
		[{ 'sec-purpose': 'prefetch' }, true],
		[{ 'sec-purpose': 'none', purpose: 'prefetch' }, true],
		[{ purpose: 'prefetch' }, true],
		[{ 'x-moz': 'prefetch' }, true],
		[{ 'x-purpose': 'preview' }, true],
		[{ 'sec-fetch-mode': 'navigate' }, false]
	])('fetches ahead of a click: %o', (fields: Record<string, string>, is) => {
		expect(isPrefetch(fields)).toBe(is);
	});
});
