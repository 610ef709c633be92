/** How long a server may take for an orderly end before it is told to end at once. */
export const ORDERLY_STOP_SECONDS = 10;

/**
 * For `sh -c`, with the program and its arguments: runs the server, prints its process number, and ends with its exit code. When
 * standard input ends, because the API asks for it or is dead, the server gets SIGINT (end now, in order), and later SIGQUIT (end at once).
 * As its parent, the shell cannot mistake another process for the server; it costs about 1 MB where Node would cost 40.
 */
export const GUARD_SCRIPT = `
exec 3<&0 </dev/null
"$@" 3<&- >/dev/null &
server=$!
(
  read -r _ <&3
  kill -INT $server
  left=${ORDERLY_STOP_SECONDS}
  while [ $left -gt 0 ] && kill -0 $server; do sleep 1; left=$((left - 1)); done
  kill -QUIT $server
) >/dev/null 2>&1 &
watch=$!
exec 3<&-
echo $server
wait $server
code=$?
kill $watch 2>/dev/null
exit $code
`;
