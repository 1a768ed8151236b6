test 'keeps its leases' do
  assert true
end
