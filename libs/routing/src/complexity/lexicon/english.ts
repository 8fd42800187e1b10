import type { WordLists } from './lists.ts';

export const ENGLISH: WordLists = {
  reasoning: `
    prove proof proves proving disprove derive derivation deduce infer inference justify justification analyze analyse
    analyzing analysis analyses analytical evaluate evaluation assess assessment critique criticize compare comparing
    comparison contrast why reason reasons reasoning rationale explain explaining explanation argue argument arguments
    tradeoff tradeoffs implications implication consequences strategy strategies strategic optimize optimise optimal
    optimization optimisation diagnose diagnosis troubleshoot investigate hypothesis hypotheses paradox contradiction
    counterexample necessary sufficient assume assuming suppose hypothetical causes causal cause interpret
    interpretation synthesize synthesis reconcile conclude conclusion conclusions deeply thorough thoroughly rigorous
    rigorously nuanced carefully feasible feasibility prioritize decide decision pros cons puzzle riddle`,
  mathematics: `
    theorem lemma corollary axiom integral integrate derivative differentiate differential equation equations polynomial
    matrix matrices eigenvalue eigenvalues eigenvector determinant vector vectors vectorspace probability probabilities
    expected variance deviation distribution random permutation permutations combinatorics combinations modulo
    congruent prime primes divisible divisor remainder factor factorial logarithm exponential exponent quadratic cubic
    linear algebra algebraic geometry geometric calculus topology topological manifold group ring field homomorphism
    isomorphism abelian integer integers rational irrational real complex infinite infinity finite converge converges
    convergence diverges series sequence limit limits continuous function functions bounded inequality inequalities
    triangle circle radius diameter angle angles perimeter area volume hypotenuse polygon sphere cosine sine tangent
    compute calculate solve evaluate simplify sum product ratio percent percentage fraction roots root square squared
    cube average mean median digits decimal interest velocity acceleration graph vertices vertex edges edge`,
  code: `
    code coding function functions method class classes bug bugs debug debugging refactor refactoring compile compiler
    compiles exception exceptions stacktrace traceback segfault deadlock mutex thread threads threading async await
    promise concurrency concurrent algorithm algorithms recursion recursive complexity runtime regex sql query queries
    schema migration database index endpoint api rest graphql microservice microservices backend frontend kubernetes
    docker dockerfile terraform nginx redis postgres postgresql kafka python javascript typescript java rust golang
    haskell kotlin swift cpp csharp php ruby bash shell script def return import const let var null undefined boolean
    array arrays string strings list dict dictionary tuple pointer struct interface generic generics lambda iterator
    assert test tests unittest pytest jest react vue angular html css json yaml xml git commit merge leak memory cache
    linux server client socket http tcp websocket parser parse tokenizer implement implementation module package
    dependency library framework repository component print loop input output`,
  pleasantry: `
    hi hello hey hiya thanks thank thx ty cheers bye goodbye ok okay yes no yep nope yeah cool great nice awesome perfect
    morning evening welcome please sure got you doing`,
  lookup: `
    what who whom whose when where which name capital define definition meaning mean spell spelling synonym synonyms
    antonym antonyms population located born invented founded president author wrote year date color colour country
    city currency height tall old far time many much`,
  transform: `
    translate translation summarize summarise summary shorten rephrase paraphrase rewrite reword proofread correct fix
    grammar punctuation spelling capitalize lowercase uppercase format reformat convert extract classify categorize
    categorise label tag sort alphabetize list count remove replace bullet bullets sentiment positive negative tldr
    title headline email reply polite formal informal tone`,
  creation: `
    design architect architecture implement build develop create plan roadmap essay story novel poem screenplay report
    proposal whitepaper specification blueprint simulate simulation model prototype system systems scalable distributed
    strategy curriculum research thesis dissertation article`,
  constraint: `
    must should shall without only exactly least most except unless ensure ensuring avoid constraint constraints
    requirement requirements respectively given each every following support handle including within between either
    neither both cannot`,
  specialist: `
    statute statutory jurisdiction plaintiff defendant tort liability contract contracts constitutional amendment
    precedent appellate court litigation patent negligence fiduciary easement felony
    patient symptoms syndrome diagnosis pathology clinical dosage pharmacology enzyme enzymes protein proteins gene genes
    genome genetic mutation chromosome allele mitochondria metabolism receptor antibody immune tumor carcinoma artery
    hormone neuron neural membrane bacterial virus
    quantum relativity entropy thermodynamics thermodynamic electromagnetic photon electron electrons wavelength
    momentum inertia torque voltage capacitor resistor circuit frequency oscillation isotope molar equilibrium reagent
    oxidation catalyst titration covalent ionic orbital orbitals polymer enthalpy spectroscopy kinetics
    amortization depreciation derivative derivatives hedge arbitrage liquidity equity bond bonds yield portfolio
    elasticity monetary fiscal inflation macroeconomic microeconomic marginal monopoly oligopoly accounting audit gdp
    utilitarian utilitarianism deontological epistemology epistemic ontology ontological metaphysics metaphysical
    phenomenology hermeneutic kantian categorical virtue fallacy syllogism
    encryption cryptographic cryptography authentication consensus byzantine idempotent transactional isolation
    replication sharding latency throughput scheduler kernel compiler gradient backpropagation transformer regression
    bayesian stochastic heuristic asymptotic turing np polynomial semantics`,
};
