export default class OldStore {}
