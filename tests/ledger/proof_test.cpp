#include "ledger/proof.h"

#include "ledger/hash.h"
#include "ledger/memory_node_store.h"

#include <gtest/gtest.h>
#include <random>

namespace custos::ledger {

namespace {

// The leaves and roots that Certificate Transparency's implementations test each other with.
const std::vector<std::string_view> ctLeaves{
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string_view> ctRoots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Hash hash(std::string_view hex) {
    return hashFromHex(hex).value();
}

Proof proof(std::initializer_list<std::string_view> hexes) {
    Proof hashes;
    for (const std::string_view hex : hexes)
        hashes.push_back(hash(hex));
    return hashes;
}

class Tree {
public:
    void append(const Hash& leaf) {
        leaves_.push_back(leaf);
        nodes_.keep(frontier_.append(leaf));
        roots_.push_back(frontier_.root());
    }
    [[nodiscard]] const NodeStore& nodes() const { return nodes_; }
    [[nodiscard]] const Hash& leaf(std::uint64_t index) const { return leaves_[index]; }
    [[nodiscard]] const Hash& root(std::uint64_t size) const { return roots_[size]; }

private:
    std::vector<Hash> leaves_;
    MemoryNodeStore nodes_;
    Frontier frontier_;
    std::vector<Hash> roots_{emptyRoot()};
};

Tree ctTree() {
    Tree tree;
    for (const std::string_view leaf : ctLeaves)
        tree.append(leafHash(fromHex(leaf).value()));
    return tree;
}

Tree treeOf(unsigned size) {
    Tree tree;
    for (unsigned number = 0; number < size; ++number)
        tree.append(leafHash(asBytes(std::to_string(number))));
    return tree;
}

constexpr std::uint64_t exhaustive = 64;
constexpr unsigned everyBit = 12;

// Every bit of every hash in small trees, one bit of every hash in larger ones.
template<class Holds>
void expectRefusesChangedBits(const Proof& good, bool all, Holds holds) {
    static std::mt19937 random(9162);
    for (std::size_t at = 0; at < good.size(); ++at)
        for (unsigned bit = all ? 0 : random() % 256, end = all ? 256 : bit + 1; bit < end; ++bit) {
            Proof changed = good;
            changed[at][bit / 8] ^= std::uint8_t(1 << bit % 8);
            EXPECT_FALSE(holds(changed)) << "hash " << at << ", bit " << bit;
        }
}

// Missing, surplus, doubled and swapped hashes.
template<class Holds>
void expectRefusesOtherShapes(const Proof& good, Holds holds) {
    for (std::size_t at = 0; at < good.size(); ++at) {
        Proof shorter = good, longer = good;
        shorter.erase(shorter.begin() + std::ptrdiff_t(at));
        longer.insert(longer.begin() + std::ptrdiff_t(at), good[at]);
        EXPECT_FALSE(holds(shorter)) << at;
        EXPECT_FALSE(holds(longer)) << at;
        if (at == 0)
            continue;
        Proof swapped = good;
        std::swap(swapped[at - 1], swapped[at]);
        EXPECT_FALSE(holds(swapped)) << at;
    }
    Proof longer = good;
    longer.push_back(Hash{});
    EXPECT_FALSE(holds(longer));
}

Hash withChangedBit(Hash hash) {
    hash[17] ^= 0x20;
    return hash;
}

} // namespace

TEST(Tree, hasTheRootsOfCertificateTransparency) {
    const Tree tree = ctTree();
    for (std::size_t size = 0; size < ctRoots.size(); ++size) {
        EXPECT_EQ(toHex(tree.root(size)), ctRoots[size]) << size;
        EXPECT_EQ(rootAt(tree.nodes(), size).value(), hash(ctRoots[size])) << size;
    }
}

TEST(InclusionProof, isThatOfCertificateTransparency) {
    const Tree tree = ctTree();
    EXPECT_EQ(inclusionProof(tree.nodes(), 0, 1).value(), Proof{});
    EXPECT_EQ(inclusionProof(tree.nodes(), 0, 8).value(),
              proof({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                     "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
    EXPECT_EQ(inclusionProof(tree.nodes(), 5, 8).value(),
              proof({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                     "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                     "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
}

TEST(ConsistencyProof, isThatOfCertificateTransparency) {
    const Tree tree = ctTree();
    EXPECT_EQ(consistencyProof(tree.nodes(), 1, 1).value(), Proof{});
    EXPECT_EQ(consistencyProof(tree.nodes(), 1, 8).value(),
              proof({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                     "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
    EXPECT_EQ(consistencyProof(tree.nodes(), 6, 8).value(),
              proof({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                     "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                     "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
    EXPECT_EQ(consistencyProof(tree.nodes(), 2, 5).value(),
              proof({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

// The seven leaves d0 to d6 of RFC 9162 section 2.1.5, with its names for the nodes.
TEST(Proofs, areThoseOfTheExampleInRfc9162Section215) {
    const Tree tree = treeOf(7);
    const auto leaf = [&](std::uint64_t index) { return tree.leaf(index); };
    const Hash a = leaf(0), b = leaf(1), c = leaf(2), d = leaf(3), e = leaf(4), f = leaf(5), j = leaf(6);
    const Hash g = nodeHash(a, b), h = nodeHash(c, d), i = nodeHash(e, f);
    const Hash k = nodeHash(g, h), l = nodeHash(i, j);
    EXPECT_EQ(tree.root(7), nodeHash(k, l));
    EXPECT_EQ(inclusionProof(tree.nodes(), 0, 7).value(), (Proof{b, h, l}));
    EXPECT_EQ(inclusionProof(tree.nodes(), 3, 7).value(), (Proof{c, g, l}));
    EXPECT_EQ(inclusionProof(tree.nodes(), 4, 7).value(), (Proof{f, j, k}));
    EXPECT_EQ(inclusionProof(tree.nodes(), 6, 7).value(), (Proof{i, k}));
    EXPECT_EQ(consistencyProof(tree.nodes(), 3, 7).value(), (Proof{c, d, g, l}));
    EXPECT_EQ(consistencyProof(tree.nodes(), 4, 7).value(), (Proof{l}));
    EXPECT_EQ(consistencyProof(tree.nodes(), 6, 7).value(), (Proof{i, j, k}));
}

TEST(InclusionProof, holdsForEveryLeafAndForNothingElse) {
    const Tree tree = treeOf(exhaustive);
    for (std::uint64_t size = 1; size <= exhaustive; ++size)
        for (std::uint64_t index = 0; index < size; ++index) {
            const Hash &leaf = tree.leaf(index), &root = tree.root(size);
            const Proof good = inclusionProof(tree.nodes(), index, size).value();
            const auto holds = [&](const Proof& proof) {
                return inclusionHolds(leaf, index, size, root, proof);
            };
            ASSERT_TRUE(holds(good)) << index << " of " << size;
            expectRefusesChangedBits(good, size <= everyBit, holds);
            expectRefusesOtherShapes(good, holds);
            EXPECT_FALSE(inclusionHolds(withChangedBit(leaf), index, size, root, good));
            EXPECT_FALSE(inclusionHolds(leaf, index, size, withChangedBit(root), good));
            for (std::uint64_t other = 0; other <= size; ++other)
                EXPECT_EQ(inclusionHolds(leaf, other, size, root, good), other == index);
        }
}

TEST(ConsistencyProof, holdsForEveryPairAndForNothingElse) {
    const Tree tree = treeOf(exhaustive);
    for (std::uint64_t to = 0; to <= exhaustive; ++to)
        for (std::uint64_t from = 0; from <= to; ++from) {
            const Hash &before = tree.root(from), &after = tree.root(to);
            const Proof good = consistencyProof(tree.nodes(), from, to).value();
            const auto holds = [&](const Proof& proof) {
                return consistencyHolds(from, before, to, after, proof);
            };
            ASSERT_TRUE(holds(good)) << from << " to " << to;
            expectRefusesChangedBits(good, to <= everyBit, holds);
            expectRefusesOtherShapes(good, holds);
            EXPECT_FALSE(consistencyHolds(from, withChangedBit(before), to, after, good));
            // A proof that ends below the root of a taller tree proves nothing about that tree.
            EXPECT_EQ(consistencyHolds(from, before, 4 * exhaustive, after, good), from == 0);
            // Anything continues nothing, so only the emptiness of the old tree is checked there.
            EXPECT_EQ(consistencyHolds(from, before, to, withChangedBit(after), good), from == 0 && to > 0);
            EXPECT_EQ(consistencyHolds(to, after, from, before, good), from == to);
        }
}

TEST(ConsistencyProof, isRefusedForAHistoryWithOneOtherLeaf) {
    constexpr unsigned size = 33;
    const Tree ours = treeOf(size);
    for (unsigned edited = 0; edited < size; ++edited) {
        Tree theirs;
        for (unsigned index = 0; index < size; ++index)
            theirs.append(index == edited ? leafHash(asBytes("edited")) : ours.leaf(index));
        for (unsigned from = 1; from < size; ++from) {
            const Proof proof = consistencyProof(theirs.nodes(), from, size).value();
            EXPECT_EQ(consistencyHolds(from, ours.root(from), size, theirs.root(size), proof), from <= edited)
                << "edited " << edited << ", remembered " << from;
        }
    }
}

TEST(InclusionProof, standsNowhereInAnEmptyTree) {
    EXPECT_FALSE(inclusionHolds(Hash{}, 0, 0, emptyRoot(), {}));
    EXPECT_FALSE(inclusionHolds(emptyRoot(), 0, 0, emptyRoot(), {}));
}

} // namespace custos::ledger
