import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { router, signedInProcedure } from '../trpc.ts';
import { reportsToken, reportsPath } from './delivery-reports.ts';
import { readHosted } from './hosts.reads.ts';
import {
	listKeptFor,
	readKeptFor,
	type KeptMailContent,
	type KeptMailSummary
} from './kept-mails.ts';

/** How this installation sends mail, as its hosts see it. */
export interface MailSettings {
	/** No mail server is set: mails are kept instead of being sent. */
	kept: boolean;
	from: string;
	/** Where delivery reports are posted, and the token that they carry. */
	reports: { url: string; token: string };
}

const missing = (): TRPCError => new TRPCError({ code: 'NOT_FOUND', message: 'missing' });

const nameSchema = v.pipe(v.string(), v.maxLength(200));

/** For hosts: to all others the mails are missing. */
export const mailRouter = router({
	settings: signedInProcedure.query(async ({ ctx }): Promise<MailSettings> => {
		if ((await readHosted(ctx, ctx.signedIn.userId)).size === 0) throw missing();
		const { smtpUrl, mailFrom, publicUrl, secret } = ctx.config;
		const reports = { url: `${publicUrl}${reportsPath}`, token: reportsToken(secret) };
		return { kept: smtpUrl === null, from: mailFrom, reports };
	}),

	kept: signedInProcedure
		.input(v.object({ before: v.nullable(nameSchema) }))
		.query(({ ctx, input }): Promise<KeptMailSummary[]> =>
			listKeptFor(ctx, ctx.signedIn.userId, input.before)
		),

	read: signedInProcedure
		.input(v.object({ name: nameSchema }))
		.query(async ({ ctx, input }): Promise<KeptMailContent> => {
			const mail = await readKeptFor(ctx, ctx.signedIn.userId, input.name);
			if (!mail) throw missing();
			return mail;
		})
});
