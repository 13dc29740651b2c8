export function NewCard(props: { title: string; children?: unknown }) {
  return <p>{props.title}</p>;
}
