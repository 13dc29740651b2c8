export default class NewStore {}
