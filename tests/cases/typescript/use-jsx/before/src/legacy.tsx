export function OldCard(props: { title: string; children?: unknown }) {
  return <p>{props.title}</p>;
}
