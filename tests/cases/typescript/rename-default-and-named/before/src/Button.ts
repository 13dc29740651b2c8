export class Button {}

export default Button;
