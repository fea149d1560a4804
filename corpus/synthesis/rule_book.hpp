// What the data files say, resolved: kinds of things, values, rules with their phrases and script templates, registers.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/synthesis/world.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

using Id = std::uint16_t;
inline constexpr Id none = 0xffff;

struct Piece;

/// A phrase or a script template, taken apart.
using Pieces = std::vector<Piece>;

struct Piece {
  enum class Form : std::uint8_t {
    text,    ///< as it stands
    hole,    ///< what fills the hole, as a noun phrase or as an expression
    inner,   ///< of scripts: what fills the hole, inside a text in quotes
    label,   ///< of scripts: the label of the block, left out where nothing refers to it
    option,  ///< where the script of an option goes, or what is said of it
    verb,    ///< of phrases: a verb to inflect
    choice,  ///< of phrases: one of some phrases
  };
  Form form = Form::text;
  std::string text;           ///< or the attribute of the hole that is wanted: `one`, `all`, `noun`, …
  Id hole = none;             ///< or the option
  std::vector<Pieces> choices;
};

/// The phrases of a rule for one purpose: `say`, `one`, `all`, `if`, …
struct Saying {
  std::string attribute;
  std::vector<Pieces> phrases;
};

/// A member of a thing that scripts can refer to: `resourceId` of an app.
struct MemberOf {
  std::string path;
  Id kind = none;
  std::string say;        ///< `name`: "its name", "the app's name"; empty: it stands for the thing itself
};

/// A text with holes for what is at hand: 'Reload of <app.name> failed'.
struct TextPattern {
  struct Part {
    std::string text;       ///< before the reference
    std::string noun;       ///< the class of the thing, `app`; empty for the last part
    std::string member;     ///< the path of its member; empty for the thing itself
    std::string function;   ///< around the reference: `count`
  };
  std::vector<Part> parts;
  std::vector<std::string> moods;   ///< only where one of these holds
  Id needs = none;                  ///< only where a thing of this kind is at hand
};

/// A value as programs write it and, where that differs, as people say it.
struct Entry {
  std::string value;
  std::vector<Pieces> say;
};

/// A kind of values and things: what holes ask for, what members give.
struct Kind {
  std::string name;
  std::string noun, nouns;
  std::vector<std::string> classes;   ///< what texts may call it: `app`
  std::vector<MemberOf> members;
  std::vector<Id> accepts;            ///< kinds that a reference may have instead
  std::vector<Entry> values;
  Id record = none;                   ///< literals are records of the world …
  std::string field = "id";           ///< … by this field
  std::vector<Pieces> say;            ///< how a literal is said: `<value>`, or the fields of its record
  std::vector<TextPattern> texts;
  bool person = false;                ///< somebody: "them", "their"
  bool quoted = false;                ///< literals are said in quotes
  bool bare = false;                  ///< programs write its literals without quotes
  bool reference_only = false;        ///< no literal will do
  bool sticky = false;                ///< a program that has taken one of its literals hardly takes another
  bool belongs = false;               ///< what it is of is given with it: a sheet goes with the app that it was listed for
  bool distinct = false;              ///< a program takes each of its literals once
  std::vector<Pieces> again;          ///< how a sticky literal is said the second time
  std::uint32_t literal = 15;         ///< how often, in a hundred, a literal is taken though a reference is at hand
};

struct Hole {
  std::string name;
  Id kind = none;            ///< of a value or thing
  Id category = none;        ///< of rules
  bool list = false;         ///< a list of things of this kind; `kind` none: of any
  bool gathered = false;     ///< a list that the program fills itself, a variable
  bool got = false;          ///< a list that no loop has gone through yet
  bool other = false;        ///< another list than those that the rule has already
  bool optional = false;
};

/// What a rule brings to the statements after it.
struct Given {
  Id hole = none;            ///< the hole that is its name
  std::string label;         ///< the name's base
  Id kind = none;
  Id items_of = none;        ///< the hole of the source or list whose items it has
  bool list = false;
  bool loop = false;         ///< inside the rule's parts it is the current item
  bool variable = false;     ///< declared at the head; known everywhere
  bool report = false;       ///< somebody wants to hear of it at the end
  bool hidden = false;       ///< nothing outside of the rule refers to it
  bool must = false;         ///< it was got for something: a statement after it uses it
  std::vector<Pieces> say;   ///< noun phrases; none: "the" and the kind's noun
};

/// Statements inside a statement.
struct Part {
  Id hole = none;
  std::vector<Pieces> lead;  ///< "otherwise"
  bool maybe = false;        ///< it may well not run
  std::string mood;
  std::uint32_t most = 3;    ///< statements
};

/// Something that a statement can have beside: an optional parameter, a limit, an error policy.
struct Option {
  std::string name;
  Pieces script;
  std::vector<Pieces> say;   ///< appended to what is said
  std::string group;         ///< of several with the same group one at most
  std::uint32_t chance = 25;
  std::vector<Id> holes;
};

struct Effect {
  Pieces what;                                          ///< where it shows: `outbox`, `apps`, `output`, `tenants/<tenant>/users`
  std::vector<std::pair<std::string, Pieces>> values;   ///< script templates, in their inner form
};

struct Rule {
  std::string name;
  Id category = none;
  double weight = 1;
  Pieces script;
  Pieces head;                      ///< goes before the start: declarations
  Pieces hoist;                     ///< goes before the first statement
  Pieces tail;                      ///< goes after the last one
  std::vector<Saying> sayings;
  std::vector<Hole> holes;
  std::vector<Given> gives;
  std::vector<Part> parts;
  std::vector<Option> options;
  std::vector<Effect> effects;
  std::vector<std::string> undoes;  ///< of which effects, named by `what`, it may take some back
  std::vector<std::string> needs;   ///< moods or places: `loop`, `failure`, `start`; with `!` before: not there
  std::vector<std::string> free;    ///< where it needs nothing of what is at hand: `end`, `branch`, `loop`, `top`
  std::vector<std::string> personas; ///< who would say so; empty: all
  Id ends = none;                   ///< the hole of what is gone afterwards
  std::vector<Id> apart;            ///< holes that are not filled by the same thing: nobody gives an app to the app's owner
  std::string mood;                 ///< of the statements after it; of a test: where it holds
  Id items = none;                  ///< of a source: the kind of its items
  Id items_of = none;               ///< of a source: the hole whose items it has
  Id on = none;                     ///< of a test: the kind of what it tests
  std::string on_member;            ///< of a test: only this member
  std::string label;                ///< of a source: the base of its list's name, where it is not the noun
  bool careful = false;             ///< in a loop it says what is to happen when it fails
  bool once = false;                ///< a program has it once at most
  bool last = false;                ///< nothing can follow
  bool sure = true;                 ///< of a source: it gives something
  std::string action;               ///< `qlik.listApps`
  const Connector* connector = nullptr;
};

/// A register: how somebody writes.
struct Persona {
  std::string name;
  double weight = 1;
  std::string layout;               ///< `line`, `paragraph`, `list`, `chat`
  std::uint32_t max_steps = 99;
  std::uint32_t max_depth = 99;
  std::uint32_t size = 99;          ///< statements in all
  std::uint32_t pronouns = 60;      ///< in a hundred, where one would do
  std::vector<Saying> sayings;      ///< `open`, `named`, `first`, `then`, `last`, `after-loop`, `either-way`, `close`, …
};

struct RuleBook {
  const Catalog* catalog = nullptr;
  std::vector<Kind> kinds;
  std::vector<std::string> categories;
  std::vector<Rule> rules;
  std::vector<std::vector<Id>> by_category;      ///< rules
  std::vector<Persona> personas;
  std::map<std::string, std::vector<Entry>, std::less<>> phrases;   ///< loose ones: change requests, task frames
  WorldRules world;
  std::vector<World> worlds;
  std::vector<std::uint8_t> gives;               ///< by kind wanted and kind of a thing: whether the thing or a member will do

  /// Whether a reference of kind `given` stands where `wanted` is asked for.
  bool takes(Id wanted, Id given) const;

  /// Whether a thing of kind `thing`, or a member of it, does.
  bool suits(Id wanted, Id thing) const { return gives[wanted * kinds.size() + thing] != 0; }

  /// Works out `gives`, once all kinds are read.
  void index();

  Id find_kind(std::string_view name) const;
  Id find_category(std::string_view name) const;
  Id find_rule(std::string_view name) const;
};

}  // namespace dork::corpus
