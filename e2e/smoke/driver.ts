/** One of W3C WebDriver's input sources with what it does; both protocols word them alike. */
export type Input =
	| { type: 'pointer'; id: string; actions: Record<string, unknown>[] }
	| { type: 'key'; id: string; actions: Record<string, unknown>[] };

/** A tab, as a browser's protocol steers it. */
export interface Tab {
	open(url: string): Promise<void>;
	/** What an expression comes to in the page, awaited; it travels as JSON. */
	evaluate(expression: string): Promise<unknown>;
	/** Presses keys and moves the pointer as a person does. */
	perform(inputs: Input[]): Promise<void>;
	screenshot(): Promise<Buffer>;
	close(): Promise<void>;
}

export interface Browser {
	/** With its version. */
	name: string;
	newTab(): Promise<Tab>;
	close(): Promise<void>;
}

export interface Conditions {
	/** Where it keeps what it likes. */
	folder: string;
	/** `host:port` of the proxy that it uses for everything but this machine. */
	proxy: string;
	width: number;
	height: number;
}

/** A kind of browser that this machine may have. */
export interface BrowserKind {
	name: string;
	isHere(): boolean;
	start(conditions: Conditions): Promise<Browser>;
}

/** An expression whose value is an expression's, awaited, as JSON. */
export const asJson = (expression: string): string =>
	`Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`;
