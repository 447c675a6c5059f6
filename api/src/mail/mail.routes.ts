import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readSession } from '../accounts/sessions.writes.ts';
import type { Context } from '../context.ts';
import {
	isReportsToken,
	parseDeliveryReport,
	reportsPath,
	takeDeliveryReport
} from './delivery-reports.ts';
import { keptPage } from './kept-mails.ts';

/** A kept mail is shown as mail programs show it: no script, nothing loaded, links open elsewhere. */
const keptPolicy =
	"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The HTML of kept mails, for the page that lists them. */
export function keptMailRoutes(context: Context): Hono {
	const app = new Hono();
	app.get('/api/mail/kept/:name', async (c) => {
		const signedIn = await readSession(context, c.req.header('cookie'));
		const page = signedIn && (await keptPage(context, signedIn.userId, c.req.param('name')));
		if (!page) return c.text('missing', 404);
		c.header('content-security-policy', keptPolicy);
		c.header('cache-control', 'no-store');
		c.header('referrer-policy', 'no-referrer');
		c.header('x-content-type-options', 'nosniff');
		return c.html(page);
	});
	return app;
}

/** The largest report, in bytes: they may return the whole mail. */
const longestReport = 1024 * 1024;

/**
 * Takes delivery reports (RFC 3464) from mail servers, as the raw mail. They are no browsers, so these
 * routes stand before the check of `Origin`; the token is what counts, and cookies don't.
 */
export function deliveryReportRoutes(context: Context): Hono {
	const app = new Hono();
	app.post(reportsPath, bodyLimit({ maxSize: longestReport }), async (c) => {
		if (!isReportsToken(context.config.secret, c.req.header('authorization')))
			return c.text('unauthorized', 401);
		const report = await parseDeliveryReport(new Uint8Array(await c.req.arrayBuffer())).catch(
			() => null
		);
		if (!report) return c.text('not a delivery report about a mail of ours', 422);
		return (await takeDeliveryReport(context, report))
			? c.body(null, 204)
			: c.text('no such mail', 404);
	});
	return app;
}
