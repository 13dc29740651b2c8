export class OldStore {}

process.on('exit', () => undefined);
