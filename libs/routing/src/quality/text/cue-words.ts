import { hashWord } from './hash.ts';

/** Small closed lists of words that say what a prompt asks for, whatever its topic. English: other languages are told by structure. */
const LISTS = {
  negation:
    'not no never none neither nor except without cannot isn aren doesn don didn false incorrect incorrectly wrong least unlikely',
  what: 'what',
  which: 'which',
  who: 'who whom whose',
  when: 'when',
  where: 'where',
  why: 'why',
  how: 'how',
  many: 'many much',
  choose:
    'following best correct correctly true statement statements answer choose select option options describes describe described',
  share:
    'each per every total altogether sum remaining left combined average twice double triple half third quarter times rest both',
  unit: 'dollar dollars cent cents hour hours minute minutes second seconds day days week weeks month months mile miles km kilometers meter meters feet foot inch inches kg kilograms gram grams pound pounds liter liters gallon gallons percent cm mm ml degrees mph volts amperes watts joules newtons ohm',
  story:
    'buys bought sells sold gives gave spends spent pays paid earns earned eats ate makes made takes took needs weighs costs cost price remaining altogether left fewer older younger',
  mathNoun:
    'integer integers polynomial function functions matrix vector group ring field theorem probability triangle circle angle radius equation equations prime sequence series derivative integral limit graph set subset real root roots digits coefficient modulo divisor factorial permutation permutations combinations eigenvalue isomorphic continuous differentiable convergent bijection topology homomorphism',
  mathVerb:
    'solve evaluate compute find determine simplify calculate factor integrate differentiate expand express estimate approximate',
  proof:
    'prove proof show derive lemma theorem corollary rigorous rigorously induction contradiction justify counterexample formally axiom conjecture disprove',
  physics:
    'force energy mass velocity acceleration momentum electric magnetic field charge voltage current resistance wave frequency wavelength temperature pressure gas heat photon electron quantum entropy circuit lens torque gravity particle nucleus',
  chemistry:
    'acid base reaction molecule molecules atom atoms ion ions solution mole moles compound element elements bond bonds oxidation enthalpy equilibrium catalyst organic ph molar synthesis reagent nmr hydrogen carbon oxygen nitrogen sodium',
  medical:
    'patient patients disease symptoms diagnosis treatment clinical blood pain dose drug drugs surgery infection therapy chronic syndrome tumor liver heart hospital medication diabetes renal fever mg differential contraindications',
  biology:
    'cell cells gene genes dna rna protein proteins species organism organisms enzyme evolution plant plants animal animals population membrane chromosome allele tissue bacteria virus muscle nerve',
  law: 'court contract law legal statute plaintiff defendant liability clause jurisdiction tort criminal constitution amendment negligence breach damages agreement indemnity lease felony evidence trial testimony landlord tenant',
  business:
    'company firm market price cost costs tax income revenue profit interest rate investment bond stock asset assets liability accounting cash inventory demand supply inflation gdp monetary fiscal portfolio audit depreciation consumer marketing',
  history:
    'war century king empire president government party revolution treaty colony political state nation union soviet roman british american religion church emperor dynasty',
  mind: 'psychology behavior memory child children learning cognitive emotion personality therapy social attitude anxiety moral ethics ethical theory argues philosopher utilitarian virtue',
  code: 'python javascript typescript java code program function class method array string list dict algorithm sql query bug debug compile regex api json return returns input output print import loop recursion thread async database server docker kubernetes git html css rust golang script unit tests refactor',
  keyword:
    'def return for while if else elif in lambda class import from assert range len self print int str append const let var',
  write:
    'write compose draft essay poem story letter email article blog post tweet song haiku slogan headline caption joke speech cover',
  transform:
    'translate summarize summarise rewrite rephrase paraphrase extract convert classify list correct fix format shorten proofread translation summary sentiment categorize label sort reverse uppercase lowercase spell',
  make: 'design implement build create plan analyze analyse compare evaluate optimize optimise architect develop propose recommend strategy architecture scalable distributed tradeoffs trade-off migration critique assess comprehensive detailed',
  explain:
    'explain describe discuss outline define definition meaning means difference example examples introduce overview',
  greeting: 'hi hello hey thanks thank please good morning evening bye goodbye welcome ok okay yes cool great nice lol',
  me: 'i me my mine we our us',
  you: 'you your yours',
  person: 'he she his her him they them their',
  suppose: 'if suppose assume assuming given let consider considering scenario unless whether provided imagine',
  hence:
    'because therefore thus hence consequently implies imply since so conclude conclusion follows reasoning infer inference valid invalid argument premise',
  compare:
    'more less than greater fewer higher lower larger smaller most highest lowest largest smallest increase decrease increases decreases maximum minimum',
  must: 'must should shall may might would could can will ought',
  modern: 'according primarily likely typically usually generally commonly often known called refers type kind',
  step: 'first then next finally after before step steps last again',
  exact: 'only exactly word words sentence sentences one single brief briefly short simple just quick quickly',
  stop: 'the a an of to in is are was were be and or for on with that this by as at from it its which have has had',
} as const;

export type Cue = keyof typeof LISTS;
export const CUES: readonly Cue[] = Object.keys(LISTS) as Cue[];

const TABLE_SIZE = 4_096;
const MASK = TABLE_SIZE - 1;
const table = buildTable();

/** Adds one to each class of `counts` (one slot per entry of {@link CUES}) that the word belongs to. */
export function countCues(hash: number, counts: Float64Array): void {
  let slot = (hash ^ (hash >>> 15)) & MASK;
  while (table.used[slot] === 1) {
    if (table.hashes[slot] === hash) {
      const cue = table.cues[slot] ?? 0;
      counts[cue] = (counts[cue] ?? 0) + 1;
    }
    slot = (slot + 1) & MASK;
  }
}

/** A word of several classes stands in the table once for each. */
function buildTable(): { hashes: Int32Array; cues: Uint8Array; used: Uint8Array } {
  const hashes = new Int32Array(TABLE_SIZE);
  const cues = new Uint8Array(TABLE_SIZE);
  const used = new Uint8Array(TABLE_SIZE);
  CUES.forEach((cue, index) => {
    for (const word of new Set(LISTS[cue].split(' '))) {
      const hash = hashWord(word);
      let slot = (hash ^ (hash >>> 15)) & MASK;
      while (used[slot] === 1) slot = (slot + 1) & MASK;
      used[slot] = 1;
      hashes[slot] = hash;
      cues[slot] = index;
    }
  });
  return { hashes, cues, used };
}
