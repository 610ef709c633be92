const look = 'shrink-0 rounded bg-quiet/12 px-1.5 py-px text-[11px] text-quiet';

/** The tags of a server, as small words; where there is little room the first `most`, and how many more. */
export function Tags({ tags, most = tags.length }: { tags: string[]; most?: number }) {
  const more = tags.slice(most);
  return (
    <>
      {tags.slice(0, most).map((tag) => (
        <span key={tag} title={tag} className={`${look} max-w-28 truncate`} data-testid="tag">
          {tag}
        </span>
      ))}
      {more.length > 0 && (
        <span title={more.join(', ')} className={look}>
          +{more.length}
        </span>
      )}
    </>
  );
}
