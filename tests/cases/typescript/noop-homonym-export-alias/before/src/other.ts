export class FileStore {}

export default class {}
