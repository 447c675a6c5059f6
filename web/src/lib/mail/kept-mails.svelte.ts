import { api, refusalOf } from '#lib/api.ts';

export type MailSettings = Awaited<ReturnType<typeof api.mail.settings.query>>;
export type KeptMail = Awaited<ReturnType<typeof api.mail.kept.query>>[number];
export type KeptMailContent = Awaited<ReturnType<typeof api.mail.read.query>>;

/** A full page: there may be more behind it. */
const pageSize = 50;

/** The mails that are kept where no mail server is set, as their host looks at them. Needs the network. */
export class KeptMails {
	/** `foreign`: who is signed in is no host. */
	phase = $state<'loading' | 'ready' | 'unreachable' | 'foreign'>('loading');
	settings = $state.raw<MailSettings | null>(null);
	mails = $state.raw<KeptMail[]>([]);
	more = $state(false);
	/** The one that is being read. */
	chosen = $state.raw<KeptMailContent | null>(null);

	async load(): Promise<void> {
		await this.#trying(async () => {
			const [settings, mails] = await Promise.all([
				api.mail.settings.query(),
				api.mail.kept.query({ before: null })
			]);
			this.settings = settings;
			this.mails = mails;
			this.more = mails.length === pageSize;
		});
	}

	async loadMore(): Promise<void> {
		await this.#trying(async () => {
			const page = await api.mail.kept.query({ before: this.mails.at(-1)?.name ?? null });
			this.mails = [...this.mails, ...page];
			this.more = page.length === pageSize;
		});
	}

	async read(mail: KeptMail): Promise<void> {
		await this.#trying(async () => {
			this.chosen = await api.mail.read.query({ name: mail.name });
		});
	}

	async #trying(run: () => Promise<void>): Promise<void> {
		try {
			await run();
			this.phase = 'ready';
		} catch (error) {
			this.phase = refusalOf(error) === 'missing' ? 'foreign' : 'unreachable';
		}
	}
}
