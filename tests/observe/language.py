"""The language as tables (see table.c), and smallest values of its fields."""
import collections

CELLS = "record key kind need least most shape value_shape preset words holds"
Field = collections.namedtuple("Field", CELLS)
EVERY = "*"
MAPS = {"MAP_OF", "MAP_VARIANT", "MAP_TEXT", "MAP_ANY"}
REQUIRED = 1
INT_STEP_MAX = 8

# Two texts of each form.  Names are those that the bases define.
SAMPLES = {
    "SHAPE_ANY": ["probe", "other"],
    "SHAPE_FILLED": ["probe", "other"],
    "SHAPE_NAME_OF_STORE": ["probe", "other"],
    "SHAPE_DESCRIPTION": ["a probe", "another"],
    "SHAPE_PROFILE_NAME": ["default", "other"],
    "SHAPE_FLOE_NAME": ["probe", "other"],
    "SHAPE_IDENTIFIER": ["probe", "other"],
    "SHAPE_ALIAS": ["probe", "other"],
    "SHAPE_FUNCTION": ["probe.function", "other.function"],
    "SHAPE_SECRET_NAME": ["probe-secret", "other-secret"],
    "SHAPE_VERSION": ["1.1.0", "1.0.0"],
    "SHAPE_TLS_VERSION": ["1.3", "1.1"],
    "SHAPE_NAMESPACE": ["probe", "other"],
    "SHAPE_BUCKET_NAME": ["probe-logs", "other-logs"],
    "SHAPE_DOMAIN": ["probe.example.com", "other.example.com"],
    "SHAPE_ACCOUNT_ID": ["123456789012", "210987654321"],
    "SHAPE_DUCKDB_MEMORY": ["3GB", "5GB"],
    "SHAPE_ROLE_ARN": ["arn:aws:iam::123456789012:role/probe", "arn:aws:iam::123456789012:role/other"],
    "SHAPE_KMS_ARN": ["arn:aws:kms:us-east-1:123456789012:key/0123-abcd",
                      "arn:aws:kms:us-east-1:123456789012:key/4567-abcd"],
    "SHAPE_VPC_ID": ["vpc-0a1b2c3d", "vpc-4d5e6f70"],
    "SHAPE_QUANTITY_CPU": ["1500m", "1700m"],
    "SHAPE_QUANTITY_MEMORY": ["3Gi", "5Gi"],
    "SHAPE_RETENTION": ["7 years", "90 days"],
    "SHAPE_INTERVAL": ["20s", "40s"],
    "SHAPE_DATE": ["2024-01-02", "2024-02-03"],
    "SHAPE_PARTITION_KEY": ["2024-01-02", "2024-02-03"],
    "SHAPE_CRON": ["5 4 * * *", "6 5 * * *"],
    "SHAPE_TIME_ZONE": ["Europe/Berlin", "Asia/Tokyo"],
    "SHAPE_S3_LOCATION": ["s3://probe-bucket/a", "s3://other-bucket/b"],
    "SHAPE_GS_LOCATION": ["gs://probe-bucket/a", "gs://other-bucket/b"],
    "SHAPE_LOCATION": ["s3://probe-bucket/a", "s3://other-bucket/b"],
    "SHAPE_URI": ["https://probe.example.com/x", "https://other.example.com/y"],
}
# Fields with values of their own.
SAMPLES_OF = {
    "client_private_key": ["/probe.pem", "/other.pem"],
}
SECRETS = [{"secret_ref": "probe-secret"}, {"secret_ref": "other-secret"}]


class Language:
    def __init__(self, lines):
        self.records, self.unions, self.methods = {}, {}, {}
        self.needed, self.one_of, self.together = {}, {}, {}
        for line in lines:
            getattr(self, "add_" + line[0].replace("-", "_"))(*line[1:])

    def add_record(self, name):
        self.records[name] = []

    def add_field(self, *cells):
        field = Field(*[None if cell == "-" else cell for cell in cells])
        words = [word.replace('""', "") for word in (field.words or "").split(" ")] if field.words else []
        self.records[field.record].append(
            field._replace(need=int(field.need), least=int(field.least), most=int(field.most), words=words))

    def add_union(self, name, word, record):
        self.unions.setdefault(name, {})[word] = record

    def add_method(self, compute, word):
        self.methods.setdefault(compute, []).append(word)

    def add_row(self, compute, key, used, needed):
        self.needed.setdefault(compute, []).append((key, needed.split()))

    def add_one_of(self, compute, used, keys):
        self.one_of.setdefault(compute, []).append((keys.split(), used.split()))

    def add_with(self, compute, key, keys):
        self.together.setdefault(compute, {})[key] = keys.split()

    def field(self, record, key):
        return next(field for field in self.records[record] if field.key == key)

    def smallest(self, record, **given):
        """A mapping with what the record requires."""
        for field in self.records[record]:
            if field.need & REQUIRED and field.key not in given:
                given[field.key] = self.samples(field)[0]
        return given

    def properties(self, compute, method):
        """What a method of an adapter cannot do without."""
        def says(words):
            return EVERY in words or method in words
        rows = self.needed[compute] + [(keys[0], used) for keys, used in self.one_of.get(compute, [])]
        keys = [key for key, words in rows if says(words)]
        record = self.unions["compute_properties"][compute]
        found = {"method": method}
        for key in keys:
            found[key] = self.samples(self.field(record, key))[0]
        return found

    def beside(self, compute, key, properties):
        """The properties of an adapter with room for a key: others that it asks for, or that rule it out."""
        alternatives = [keys for keys, _ in self.one_of.get(compute, []) if key in keys]
        found = {name: value for name, value in properties.items()
                 if not any(name in keys for keys in alternatives)}
        record = self.unions["compute_properties"][compute]
        for other in self.together.get(compute, {}).get(key, []):
            found.setdefault(other, self.samples(self.field(record, other))[0])
        return found

    def entry(self, field):
        """The smallest value in a list or map, or that a record nests."""
        if field.kind in ("NEST", "LIST_OF", "MAP_OF"):
            return self.smallest(field.holds)
        word, record = next(iter(self.unions[field.holds].items()))
        return self.smallest(record, type=word)

    def samples(self, field, place=()):
        """Values that differ in what they should do."""
        texts = SAMPLES_OF.get(field.key) or SAMPLES.get(field.shape, [])
        if field.key == "name" and len(place) > 1:
            texts = [*texts, place[-2]]  # of an entry that is called by its name again
        kind = field.kind
        if kind in ("TEXT", "LIST_TEXT") and not texts:
            raise KeyError(f"no sample of {field.shape} in tests/observe/language.py")
        if kind == "TEXT":
            return texts
        if kind == "TEXT_OR_SECRET":
            uri = field.key in ("uri", "endpoint")
            return (SAMPLES["SHAPE_URI"] if uri else texts) + SECRETS
        if kind == "SECRET":
            return SECRETS
        if kind == "WORD":
            return field.words
        if kind == "BOOL":
            return [True, False]
        if kind == "REAL":
            return [0.5, 0.25]
        if kind == "INT":
            preset = int(field.preset or 0)
            steps = range(field.least, min(field.most, field.least + INT_STEP_MAX) + 1)
            return [step for step in steps if step not in (preset, 0)][:2]
        if kind == "LIST_TEXT":
            return [[text] for text in texts]
        if kind == "LIST_WORD":
            return [[word] for word in field.words]
        if kind == "MAP_TEXT":
            return [{SAMPLES[field.shape][0]: text} for text in SAMPLES[field.value_shape]]
        if kind in ("MAP_ANY", "ANY"):
            return [{"probe": "probe"}, {"probe": "other"}]
        if kind == "LIST_OF":
            return [[self.entry(field)]]
        if kind in ("MAP_OF", "MAP_VARIANT"):
            return [{"probe": self.entry(field)}]
        return [self.entry(field)]
