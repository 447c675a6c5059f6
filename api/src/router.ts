import { router } from './trpc.ts';
import { syncRouter } from './sync/sync.procedures.ts';

export const appRouter = router({
	sync: syncRouter
});
export type AppRouter = typeof appRouter;
