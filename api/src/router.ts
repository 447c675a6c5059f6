import { accountsRouter } from './accounts/accounts.procedures.ts';
import { router } from './trpc.ts';
import { syncRouter } from './sync/sync.procedures.ts';

export const appRouter = router({
	accounts: accountsRouter,
	sync: syncRouter
});
export type AppRouter = typeof appRouter;
