/** The official library by name, each as a server with its ports. upstream: github.com/docker-library/official-images */
import { image, serverImage, type Image } from './image.ts';

/** name, download size in MB, ports. */
const servers: readonly (readonly [string, number, ...number[]])[] = [
  ['mysql', 180, 3306, 33060], ['mariadb', 120, 3306], ['percona', 160, 3306], ['postgres', 150, 5432], ['mongo', 250, 27017],
  ['memcached', 30, 11211], ['rabbitmq', 85, 5672, 15672], ['zookeeper', 110, 2181, 2888, 3888], ['cassandra', 150, 9042, 7000],
  ['elasticsearch', 600, 9200, 9300], ['kibana', 500, 5601], ['logstash', 400, 5044], ['influxdb', 150, 8086], ['neo4j', 250, 7474, 7687],
  ['couchdb', 90, 5984], ['couchbase', 450, 8091], ['rethinkdb', 55, 28015, 8080], ['arangodb', 200, 8529], ['crate', 200, 4200],
  ['solr', 250, 8983], ['consul', 50, 8500, 8600], ['vault', 80, 8200], ['nats', 10, 4222, 8222], ['nats-streaming', 10, 4222], ['eclipse-mosquitto', 6, 1883],
  ['traefik', 45, 80], ['caddy', 20, 80], ['haproxy', 40, 80], ['varnish', 90, 80], ['envoyproxy', 60, 10000], ['kong', 120, 8000, 8001],
  ['tomcat', 180, 8080], ['jetty', 180, 8080], ['tomee', 200, 8080], ['glassfish', 300, 8080], ['websphere-liberty', 300, 9080], ['open-liberty', 250, 9080],
  ['wordpress', 220, 80], ['drupal', 200, 80], ['joomla', 200, 80], ['ghost', 160, 2368], ['nextcloud', 330, 80], ['owncloud', 300, 80], ['redmine', 180, 3000],
  ['mediawiki', 220, 80], ['phpmyadmin', 170, 80], ['adminer', 40, 8080], ['jenkins', 300, 8080], ['sonarqube', 400, 9000], ['nexus', 250, 8081], ['registry', 10, 5000],
  ['storm', 180, 6700], ['flink', 330, 8081], ['spark', 350, 7077], ['telegraf', 140, 8125], ['chronograf', 60, 8888], ['kapacitor', 60, 9092],
  ['teamspeak', 15, 9987], ['aerospike', 100, 3000], ['orientdb', 150, 2424], ['swarm', 5, 2375], ['convertigo', 300, 28080], ['xwiki', 300, 8080], ['yourls', 170, 80], ['odoo', 550, 8069], ['matomo', 180, 80], ['rocket.chat', 300, 3000], ['mongo-express', 50, 8081], ['zipkin', 80, 9411],
];

/** Languages: they run a prompt that ends at once without a terminal. */
const languages = ['python', 'node', 'golang', 'ruby', 'openjdk', 'java', 'php', 'rust', 'gcc', 'haskell', 'erlang', 'elixir', 'julia', 'r-base', 'swift', 'groovy', 'maven', 'gradle', 'composer', 'docker', 'eclipse-temurin', 'amazoncorretto', 'pypy', 'rails', 'django', 'iojs', 'mono', 'clojure', 'ibmjava', 'sapmachine', 'jruby', 'hylang', 'dart', 'alt', 'clearlinux', 'oraclelinux', 'archlinux', 'opensuse', 'photon', 'cirros', 'mageia', 'sl'];

const databaseFiles: Readonly<Record<string, string>> = { mysql: '/var/lib/mysql/', mariadb: '/var/lib/mysql/', percona: '/var/lib/mysql/', postgres: '/var/lib/postgresql/data/', mongo: '/data/db/' };

export const library: readonly Image[] = [
  ...servers.map(([name, sizeMb, ...ports]) => {
    const folder = databaseFiles[name];
    return serverImage(`library/${name}`, ports, sizeMb, folder === undefined ? {} : { files: { [folder]: '' } });
  }),
  image('library/httpd', { cmd: ['httpd-foreground'], ports: [80], sizeMb: 58, stopSignal: 'WINCH', workingDir: '/usr/local/apache2', programs: { '/usr/local/bin/httpd-foreground': 'apache', '/usr/local/apache2/bin/httpd': 'apache' }, files: { '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n', '/usr/local/apache2/logs/': '' } }),
  image('library/hello-world', { base: 'scratch', cmd: ['/hello'], sizeMb: 0.1, programs: { '/hello': 'hello' } }),
  ...languages.map((name) => image(`library/${name}`, { cmd: [name], sizeMb: 200, programs: { [`/usr/local/bin/${name}`]: 'language', '/usr/bin/curl': 'curl' } })),
];
