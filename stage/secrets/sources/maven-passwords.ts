const ELEMENT = /<(password|passphrase|master)>([\s\S]*?)<\/\1>/g;
const ID = /<id>\s*([^<]*?)\s*<\/id>/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Returns the passwords in Maven's settings, each named by its server or proxy. */
export function mavenPasswords(text: string): readonly { readonly name: string; readonly value: string }[] {
  const settings = text.replace(/<!--[\s\S]*?-->/g, '');
  return settings.split(/(?=<(?:server|proxy)>)/).flatMap((part) => {
    const [, id = 'Maven'] = ID.exec(part) ?? [];
    return [...part.matchAll(ELEMENT)]
      .map(([, , value = '']) => ({ name: `the password of ${id} in Maven's settings`, value: plain(value) }))
      .filter(({ value }) => !value.startsWith('${'));
  });
}

function plain(value: string): string {
  const inner = /^<!\[CDATA\[([\s\S]*)\]\]>$/.exec(value.trim())?.[1];
  return inner ?? value.trim().replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
