export default function first(): void {}
