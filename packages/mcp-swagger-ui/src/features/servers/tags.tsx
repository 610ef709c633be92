/** The tags of a server, as small words. */
export function Tags({ tags }: { tags: string[] }) {
  return tags.map((tag) => (
    <span key={tag} className="rounded bg-quiet/12 px-1.5 py-px text-[11px] text-quiet" data-testid="tag">
      {tag}
    </span>
  ));
}
