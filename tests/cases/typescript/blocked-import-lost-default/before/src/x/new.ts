export default class New {}
