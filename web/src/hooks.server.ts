import type { Handle } from '@sveltejs/kit/hooks';
import { getTextDirection } from '#lib/paraglide/runtime.js';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import '#lib/i18n/strategy.server.ts';
import boot from './boot.js?raw';

const appHead = `<link rel="manifest" href="/app/manifest.webmanifest" />
		<link rel="apple-touch-icon" href="/app/apple-touch-icon.png" />
		<script>${boot}</script>`;

function isApp(pathname: string): boolean {
	return pathname === '/app' || pathname.startsWith('/app/');
}

export const handle: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ locale }) =>
		resolve(event, {
			preload: ({ type, path }) => type !== 'font' || !path.includes('-ext-'),
			transformPageChunk: ({ html }) =>
				html
					.replace('%foyer.lang%', locale)
					.replace('%foyer.dir%', getTextDirection(locale))
					.replace('<!--foyer.app-->', () => (isApp(event.url.pathname) ? appHead : ''))
		})
	);
