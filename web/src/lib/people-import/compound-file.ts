import { CFB } from 'xlsx';

/** A container of named parts (MS-CFB), or a zip of them. */
interface CompoundFile {
	FileIndex: { name: string; content?: Uint8Array | number[] }[];
}

/** SheetJS's own reader and writer of containers, which it leaves untyped. */
export const compoundFile = CFB as {
	read(bytes: Uint8Array, options: { type: 'array' }): CompoundFile;
	write(file: CompoundFile, options: { type: 'array'; fileType?: 'zip' }): Uint8Array;
	utils: {
		cfb_new(): CompoundFile;
		cfb_add(file: CompoundFile, name: string, content: Uint8Array): void;
	};
};
