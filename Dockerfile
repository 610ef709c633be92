# Builds everything, then keeps what runs. The API listens on the network here, so it wants ADMIN_PASSWORD.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
# Installed anew out of what is here: pnpm would keep for a week what only the build needs.
RUN npm run build && rm -rf node_modules packages/*/node_modules && CI=true npx -y pnpm@12.21.0 install --prod --frozen-lockfile --offline

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
# It belongs to root: what runs as another user cannot change its own code.
COPY --from=build /app /app
# An init takes in what processes leave behind, and passes signals on.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# It may take 3 s to tell that a database is silent, and is well all the same.
HEALTHCHECK --interval=10s --timeout=10s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Only /data and /tmp are written to: docker run --read-only --tmpfs /tmp will do.
ENTRYPOINT ["tini", "--"]
CMD ["node", "packages/mcp-swagger-api/dist/bundle/main.js"]
